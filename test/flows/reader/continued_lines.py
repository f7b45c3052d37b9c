from metaflow import FlowSpec, step


class \
    F(
      FlowSpec
    ) : # c
    x = 1 + \
        2
    @\
step
    def \
        start(self, ) -> \
            None: \
        self.next(self.a)
    @step
    def a(self
          ) :
        if x:
            pass
        elif y: pass
        else:
            pass

        self.next(
self.b,
   self.c
        ) ;
    @ step
    def b(self) : self.next (self.j)
    @step
    def c(self):
        """x"""; """y"""; self.next(self.j)  ; # done
    @step
    # com
    def j(self, inputs,):
        pass
        \
        self.next(self.end)
    @step
    def end(self):
        raise ValueError("self.next(self.j)"
        )
if __name__ == "__main__" : \
    F()
