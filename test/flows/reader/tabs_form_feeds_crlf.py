from metaflow import FlowSpec, step
class F(FlowSpec):
	@step
	def start(self):
		x = """
	"""
		self.next(self.a)

	@step
	def a(self):
		self.next(self.end)

	@step
	def end(self):
		pass
if __name__ == "__main__":
	F()
