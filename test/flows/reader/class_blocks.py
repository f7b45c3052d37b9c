from metaflow import FlowSpec, step


import os, sys
ON = True
class F(FlowSpec):
    match sys.platform:
        case "win32":
            SLASH = "\\"
        case _:
            SLASH = "/"
    if ON: LIMIT = 3
    while ON:
        break
    try:
        @step
        def start(self): self.next(self.a)
    except TypeError:
        raise
    if not False:
        @step
        def a(self): self.next(self.end)
    elif True:
        x = 1
    if True: y = 1
    else: end = None
    with open(os.devnull): pass
    for end in (): pass
    @step
    def end(self): pass
    del y, SLASH
    async def co(self):
        async with x: pass
if __name__ == "__main__":
    F()
