import type { SettingKind } from "./known";

/** What a value must look like, beyond what every setting of its kind must. */
export type Form =
  | { readonly is: "amount"; readonly unit: "cores" | "MB" }
  | { readonly is: "choice"; readonly values: readonly string[]; readonly refused: Refused }
  | { readonly is: "json"; readonly holds: "tolerations" | "names" | "volumes" }
  | { readonly is: "pairs"; readonly of: "selector" | "labels" | "annotations" }
  | { readonly is: "names" }
  /** The name of an object of Kubernetes; of a namespace, one without dots. */
  | { readonly is: "name"; readonly of: "namespace" | "object" }
  | { readonly is: "image" }
  | { readonly is: "registry" }
  | { readonly is: "url"; readonly scheme: "s3" | "gs" | "http" }
  | { readonly is: "container" }
  | { readonly is: "port" }
  /** A number that something refuses below `least`, and what happens then. */
  | { readonly is: "least"; readonly least: number; readonly otherwise: string }
  /** Decorators with blanks between, as --with takes them. */
  | { readonly is: "decorators" }
  | { readonly is: "user" }
  | { readonly is: "shared-memory" };

/**
 * What becomes of a value that is none of the choices: Metaflow refuses it (in small letters, or as
 * it is written), Kubernetes or nobody does, or an extension may have more choices; `at-start`, no
 * command of a flow starts unless one has.
 */
type Refused = "by-metaflow" | "by-metaflow-exactly" | "elsewhere" | "open" | "at-start";

/** A variable of Metaflow's configuration. */
export interface Variable {
  /** With METAFLOW_. */
  readonly name: string;
  readonly kind: SettingKind;
  /** As it would be written in an env file; null when there is none. */
  readonly defaultValue: string | null;
  readonly unit: string | null;
  readonly form: Form | null;
  /** One sentence; null for what only Metaflow's own developers need. */
  readonly doc: string | null;
  /** The option of a decorator that it is the default of: `@kubernetes(cpu)`. */
  readonly option: string | null;
}

/** What we say of a variable; its kind and default come from Metaflow itself. */
export interface Description {
  readonly doc: string;
  readonly form?: Form;
  readonly unit?: string;
  readonly option?: string;
  /** The default where Metaflow's configuration has none of its own. */
  readonly fallback?: string;
}

export type Descriptions = Readonly<Record<string, Description>>;
