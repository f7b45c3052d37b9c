from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    async def start(self):
        async with x as y:
            pass
        self.next(self.a)
    @step
    async   def a(self):
        await self.next(self.b)
    @step
    def b(self):
        yield 1
        self.next(self.c)
    @step
    def c(self):
        yield self.next(self.end)
    @step
    def end(self):
        async def q():
            async for i in x: pass
F()
F()
