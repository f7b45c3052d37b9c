import { stringify } from "yaml";
import { fields } from "../core/cluster/json";
import { maskSecrets } from "../core/cluster/maskSecrets";
import type { CallOptions, Connection, ObjectRef } from "./connection";

/** An object as `kubectl get -o yaml` shows it, what speaks of secrets hidden. */
export async function shownYaml(
  connection: Connection,
  object: ObjectRef,
  options: CallOptions = {},
): Promise<string> {
  const whole = await connection.get(object, options);
  const metadata = Object.entries(fields(whole["metadata"]));
  const shown = maskSecrets({
    ...whole,
    metadata: Object.fromEntries(metadata.filter(([name]) => name !== "managedFields")),
  });
  return stringify(shown, { lineWidth: 0, aliasDuplicateObjects: false });
}
