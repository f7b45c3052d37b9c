import type { Configuration } from "../metaflow/configuration";
import { commandLine } from "../metaflow/commandLine";
import { oneTaskArguments } from "../metaflow/oneTask";
import { remoteDatastore } from "../metaflow/remoteDatastore";
import type { RunRequest } from "./runner";

/**
 * The request as it is run on Kubernetes: a datastore that pods reach, `--with kubernetes` (a
 * `@kubernetes` in the source wins over it), the namespace, and the kubeconfig whose current
 * context is the chosen one, since Metaflow takes no other. `kubeconfig` null: none yet.
 */
export function onKubernetes(
  request: RunRequest,
  configuration: Configuration,
  kubeconfig: string | null,
): RunRequest {
  const { environment, options, cluster } = request;
  const datastore = remoteDatastore(options, configuration);
  const isNamed = datastore === "s3" || datastore === "azure" || datastore === "gs";
  const attached = options.with.some((spec) => /^kubernetes(?::|$)/.test(spec));
  return {
    ...request,
    ignoreKubernetes: false,
    options: {
      ...options,
      ...(isNamed ? { datastore } : {}),
      with: attached ? options.with : [...options.with, "kubernetes"],
    },
    environment: {
      ...environment,
      ...(cluster === undefined ? {} : { METAFLOW_KUBERNETES_NAMESPACE: cluster.namespace }),
      ...(kubeconfig === null ? {} : { KUBECONFIG: kubeconfig }),
    },
  };
}

/** The arguments after the Python program, of a request that `onKubernetes` made. */
export function kubernetesArguments(request: RunRequest): readonly string[] {
  const { kind, packageFolder, pathspec } = request;
  return kind === "spin" && packageFolder !== null && pathspec !== null
    ? oneTaskArguments(packageFolder, pathspec, request)
    : commandLine(request);
}
