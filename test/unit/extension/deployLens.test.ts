import assert from "node:assert/strict";
import { it } from "node:test";
import { deployedWith } from "../../../extension/deploy/deployLens";

it("a deployed flow is looked for where it went last, else where the setting says", () => {
  assert.equal(deployedWith(null, "none"), "argo");
  assert.equal(deployedWith(null, "kubeflow"), "kubeflow");
  assert.equal(deployedWith(null, "airflow"), "argo");
  assert.equal(deployedWith("argo", "kubeflow"), "argo");
  assert.equal(deployedWith("kubeflow", "argo"), "kubeflow");
});
