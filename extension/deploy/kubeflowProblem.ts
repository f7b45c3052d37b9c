import { kubeflowTrouble, type KubeflowTrouble } from "../../runtime/deploy/kubeflowPackage";
import { Problem, type Remedy } from "../problem";
import { chooseInterpreter, installPackages } from "../runs/installMetaflow";
import type { DeployPlace } from "./deployPlace";

/**
 * The deployer is a package of its own, which not every Metaflow works with: throws the Problem
 * of one that is not there, whose button calls `again`.
 */
export async function requireKubeflow(
  { python, env, metaflowVersion }: DeployPlace,
  again: () => Promise<void>,
): Promise<void> {
  const trouble = await kubeflowTrouble(python, env, metaflowVersion);
  const install = async (): Promise<void> => {
    await installPackages(python, ["metaflow-kubeflow"]);
    await again();
  };
  if (trouble !== null) throw kubeflowProblem(trouble, metaflowVersion, install);
}

/** What to do about it; `install` installs metaflow-kubeflow and goes on. */
export function kubeflowProblem(
  trouble: KubeflowTrouble,
  metaflowVersion: string | null,
  install: () => Promise<void>,
): Problem {
  const installing: Remedy = { title: "Install metaflow-kubeflow", run: install };
  const version = metaflowVersion ?? "";
  switch (trouble) {
    case "missing":
      return new Problem(
        "Deploying to Kubeflow Pipelines needs the Python package metaflow-kubeflow: install it for the interpreter.",
        [installing],
      );
    case "too-new":
      return new Problem(
        `The installed metaflow-kubeflow does not work with Metaflow ${version}: choose an interpreter with Metaflow 2.19.22 or older, or a newer metaflow-kubeflow.`,
        [chooseInterpreter],
      );
    case "missing-and-too-new":
      return new Problem(
        `Deploying to Kubeflow Pipelines needs metaflow-kubeflow, and 0.0.4 of it works with Metaflow 2.19.22 or older; ${version} is installed: choose another interpreter, or try a newer metaflow-kubeflow.`,
        [chooseInterpreter, installing],
      );
  }
}
