"""Names that are 0 first and something else where a decorator names them."""

from metaflow import FlowSpec, kubernetes, step

A = 0
if __name__: A = 4
B = 0
for B in (4,): pass
C = 0
[C] = [4]
D = 0
(x, (y, *D)) = (1, (2, 4))
D = D[0]
E = 0
try: E = 4
finally: pass
G = 0
try: pass
finally: G = 4
H = 0
with open(__file__): H = 4
I = 0
while not I: I = 4
J = 0
match 4:
    case J: pass
K = 0
match 'x':
    case 'x':
        K = 4
    case _:
        pass
L = 0
if not L: from math import pi as L
M = 0
x = 1; M = 4
N = 0
Ｎ = 4
O = 0
def grow():
    global \
        O
    O = 4


grow()
P = 0
print((Ｐ := 4))
Q = 0
if not Q: pass
else: pass
if Q: pass
else: Q = 4
R = 0
S = 0
T = 0
U = 0
V = 0
__W = 0


class ReboundConstants(FlowSpec):
    for R in (4,): pass
    if __name__: S = 4
    x = 1; T = 4
    from math import pi as U
    a, (V, b) = 1, (4, 2)
    _ReboundConstants__W = 4

    @kubernetes(cpu=A)
    @step
    def start(self):
        self.next(self.step_1)

    @kubernetes(cpu=B)
    @step
    def step_1(self):
        self.next(self.step_2)

    @kubernetes(cpu=C)
    @step
    def step_2(self):
        self.next(self.step_3)

    @kubernetes(cpu=D)
    @step
    def step_3(self):
        self.next(self.step_4)

    @kubernetes(cpu=E)
    @step
    def step_4(self):
        self.next(self.step_5)

    @kubernetes(cpu=G)
    @step
    def step_5(self):
        self.next(self.step_6)

    @kubernetes(cpu=H)
    @step
    def step_6(self):
        self.next(self.step_7)

    @kubernetes(cpu=I)
    @step
    def step_7(self):
        self.next(self.step_8)

    @kubernetes(cpu=J)
    @step
    def step_8(self):
        self.next(self.step_9)

    @kubernetes(cpu=K)
    @step
    def step_9(self):
        self.next(self.step_10)

    @kubernetes(cpu=L)
    @step
    def step_10(self):
        self.next(self.step_11)

    @kubernetes(cpu=M)
    @step
    def step_11(self):
        self.next(self.step_12)

    @kubernetes(cpu=N)
    @step
    def step_12(self):
        self.next(self.step_13)

    @kubernetes(cpu=O)
    @step
    def step_13(self):
        self.next(self.step_14)

    @kubernetes(cpu=P)
    @step
    def step_14(self):
        self.next(self.step_15)

    @kubernetes(cpu=Q)
    @step
    def step_15(self):
        self.next(self.step_16)

    @kubernetes(cpu=R)
    @step
    def step_16(self):
        self.next(self.step_17)

    @kubernetes(cpu=S)
    @step
    def step_17(self):
        self.next(self.step_18)

    @kubernetes(cpu=T)
    @step
    def step_18(self):
        self.next(self.step_19)

    @kubernetes(cpu=U)
    @step
    def step_19(self):
        self.next(self.step_20)

    @kubernetes(cpu=V)
    @step
    def step_20(self):
        self.next(self.end)

    @kubernetes(cpu=__W)
    @step
    def end(self):
        pass


if __name__ == "__main__":
    ReboundConstants()
