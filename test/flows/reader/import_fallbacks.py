try:
    from nowhere_at_all import FlowSpec, step
except ImportError:
    from metaflow import FlowSpec, step
try:
    import no_such_decorators as decorators
    retry = decorators.retry
except ImportError:
    from metaflow import retry
BASES = (FlowSpec,)
class Fallback(FlowSpec):
    @retry
    @step
    def start(self): self.next(self.end)
    @step
    def end(self): pass
class Starred(*BASES):
    @step
    def start(self): self.next(self.end)
    @step
    def end(self): pass
if __name__ == "__main__":
    Fallback()
    Starred()
