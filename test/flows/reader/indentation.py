from metaflow import FlowSpec, step


class F(FlowSpec):
        @step
        def start(self):
          x = 1
          if x:
                    y = [
  1]
          else:
           z = 2
          self.next(self.a)
        @step
        def a(self):
            # only comment first
            self.next(self.end)
            # c
      # dedent comment
        @step
        def end(self):
                    pass
        x = 5
if True:
  if __name__ == "__main__":
   F()
