/** One keyword argument of a decorator. */
export interface OptionReference {
  readonly name: string;
  /** In Python's notation: `int`, `dict[str, str]`. */
  readonly type: string;
  /** The default as Python source; a name in capitals is a configuration variable. */
  readonly defaultValue: string;
  readonly unit: string | null;
  readonly doc: string;
}

export interface DecoratorReference {
  readonly name: string;
  readonly level: "step" | "flow";
  /** It may stand more than once on the same step or flow. */
  readonly multiple: boolean;
  readonly doc: string;
  readonly options: readonly OptionReference[];
}

export function option(
  name: string,
  type: string,
  defaultValue: string,
  doc: string,
  unit: string | null = null,
): OptionReference {
  return { name, type, defaultValue, unit, doc };
}
