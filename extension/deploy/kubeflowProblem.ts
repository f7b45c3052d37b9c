import type { KubeflowTrouble } from "../../runtime/deploy/kubeflowPackage";
import { Problem, type Remedy } from "../problem";
import { chooseInterpreter } from "../runs/installMetaflow";

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
