import { steps } from "./flows";

/** Each check, a flow that trips it first, and what is underlined. */
export const CASES: readonly (readonly [
  check: string,
  body: string,
  ...brief: readonly string[],
])[] = [
  [
    "check_reserved_words",
    steps("start -> self.input", "input -> self.end", "end"),
    "error graph/reserved-step-name «input»",
  ],
  ["check_basic_steps", steps("begin -> self.end", "end"), "error graph/missing-start «F»"],
  [
    "check_basic_steps",
    steps("start -> self.done", "done"),
    "error graph/missing-end «F»",
    "consequence graph/missing-next «done»",
  ],
  ["check_basic_steps", "    pass", "error graph/no-steps «F»"],
  [
    "check_start_end_degree",
    steps("start -> self.a", "a -> self.start", "end"),
    "error graph/start-incoming «start»",
    "error graph/loop «start»",
    "consequence graph/unreachable-step «end»",
  ],
  [
    "check_start_end_degree",
    steps("start -> self.end", "end -> self.end"),
    "error graph/end-outgoing «end»",
    "consequence graph/end-next «self.next(self.end)»",
    "consequence graph/loop «end»",
  ],
  [
    "check_that_end_is_end",
    steps("start -> self.end", "end -> 'x'"),
    "error graph/end-next «self.next('x')»",
  ],
  [
    "check_that_end_is_end",
    steps("start -> self.a, self.b", "a -> self.end", "b -> self.end", "end(inputs)"),
    "consequence graph/unjoined-split «end»",
    "error graph/end-join «(self, inputs)»",
    "consequence graph/join-and-split «(self, inputs)»",
  ],
  [
    "check_step_names",
    steps("start -> self.loadData", "loadData -> self.end", "end"),
    "error graph/step-name «loadData»",
  ],
  [
    "check_num_args",
    steps("start -> self.a", "a(x, y) -> self.end", "end"),
    "error graph/too-many-arguments «(self, x, y)»",
    "consequence graph/join-without-split «(self, x, y)»",
  ],
  [
    "check_num_args",
    steps(
      "start -> self.a, self.b",
      "a -> self.j",
      "b -> self.j",
      "j(inputs) -> self.c, self.d",
      "c -> self.k",
      "d -> self.k",
      "k(inputs) -> self.end",
      "end",
    ),
    "error graph/join-and-split «(self, inputs)»",
    "consequence graph/unjoined-split «end»",
  ],
  [
    "check_valid_transitions",
    steps("start -> 'a'", "a -> self.end", "end"),
    "error graph/invalid-next «self.next('a')»",
    "consequence graph/unreachable-step «a»",
  ],
  [
    "check_unknown_transitions",
    steps("start -> self.trian", "train -> self.end", "end"),
    "error graph/unknown-step «trian»",
    "consequence graph/unreachable-step «train»",
  ],
  [
    "check_for_acyclicity",
    steps(
      "start -> self.a",
      "a -> self.b",
      "b -> {'x': self.a, 'y': self.end}, condition='c'",
      "end",
    ),
    "error graph/loop «a»",
  ],
  [
    "check_for_orphans",
    steps("start -> self.end", "a -> self.b", "b -> self.end", "end"),
    "error graph/unreachable-step «a»",
  ],
  [
    "check_split_join_balance",
    steps("start -> self.a, self.b", "a -> self.end", "b -> self.end", "end"),
    "error graph/unjoined-split «end»",
  ],
  [
    "check_split_join_balance",
    steps(
      "start -> self.a, self.b, self.c",
      "a -> self.j",
      "b -> self.j",
      "c -> self.end",
      "j(inputs) -> self.end",
      "end",
    ),
    "error graph/join-count «j»",
    "consequence graph/unjoined-split «end»",
  ],
  [
    "check_split_join_balance",
    steps("start -> self.j", "j(inputs) -> self.end", "end"),
    "error graph/join-without-split «(self, inputs)»",
  ],
  [
    "check_split_join_balance",
    steps("start -> self.j, foreach='x'", "j(inputs) -> self.end", "end"),
    "consequence graph/empty-foreach «start»",
    "error graph/empty-foreach «j»",
  ],
  [
    "check_split_join_balance",
    steps("start -> self.a, self.j", "a -> self.j", "j(inputs) -> self.end", "end"),
    "error graph/empty-branch «j»",
  ],
  [
    "check_switch_splits",
    steps("start -> {'a': self.end}, condition='c'", "end"),
    "error graph/single-case-switch «self.next({'a': self.end}, condition='c')»",
  ],
  [
    "check_parallel_step_after_next",
    steps("start -> self.a, num_parallel=2", "a -> self.j", "j(inputs) -> self.end", "end"),
    "error graph/parallel-target «a»",
  ],
  [
    "check_join_followed_by_parallel_step",
    steps(
      "start -> self.a, num_parallel=2",
      "@parallel a -> self.b",
      "b -> self.j",
      "j(inputs) -> self.end",
      "end",
    ),
    "error graph/parallel-join «b»",
  ],
  [
    "check_parallel_foreach_calls_parallel_step",
    steps("start -> self.a, foreach='x'", "@parallel a -> self.j", "j(inputs) -> self.end", "end"),
    "error graph/parallel-entry «a»",
  ],
  [
    "check_ambiguous_joins",
    steps(
      "start -> self.a, foreach='x'",
      "a -> {'x': self.b, 'y': self.j}, condition='c'",
      "b -> self.j",
      "j(inputs) -> self.end",
      "end",
    ),
    "error graph/switch-into-join «j»",
  ],
];
