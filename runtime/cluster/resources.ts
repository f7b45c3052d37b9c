import type { Resource } from "./connection";

/** Where the API has each kind of object. */
const GROUPS: Readonly<Record<Resource, { readonly group: string; readonly version: string }>> = {
  pods: { group: "", version: "v1" },
  events: { group: "", version: "v1" },
  namespaces: { group: "", version: "v1" },
  persistentvolumeclaims: { group: "", version: "v1" },
  jobs: { group: "batch", version: "v1" },
  // What Metaflow makes of a @parallel step (KUBERNETES_JOBSET_GROUP, KUBERNETES_JOBSET_VERSION).
  jobsets: { group: "jobset.x-k8s.io", version: "v1alpha2" },
  workflows: { group: "argoproj.io", version: "v1alpha1" },
  workflowtemplates: { group: "argoproj.io", version: "v1alpha1" },
  cronworkflows: { group: "argoproj.io", version: "v1alpha1" },
  // Of Argo Events, which is installed on its own.
  sensors: { group: "argoproj.io", version: "v1alpha1" },
};

export function groupOf(resource: Resource): string {
  return GROUPS[resource].group;
}

/** `/apis/batch/v1/namespaces/ml/jobs/t-1`; without a namespace the whole cluster's. */
export function pathOf(resource: Resource, namespace: string | null, name?: string): string {
  const { group, version } = GROUPS[resource];
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespace === null ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const one = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return `${root}${within}/${resource}${one}`;
}

/** `pod` of `pods`, for sentences. */
export function singular(resource: Resource): string {
  return resource.replace(/s$/, "");
}
