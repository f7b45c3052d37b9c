import { cases, eventChange, podChange, waiting } from "./replay";

cases("volumes, secrets and settings", [
  [
    waiting("CreateContainerConfigError", "couldn't find key PASSWORD in Secret ns/db"),
    "secret | db has no key PASSWORD | secrets",
  ],
  [
    waiting("CreateContainerConfigError", 'configmap "settings" not found'),
    "config | ConfigMap settings lacks what the pod needs | -",
  ],
  [
    waiting(
      "CreateContainerConfigError",
      "container has runAsNonRoot and image will run as root (pod: x)",
    ),
    "config | runAsNonRoot: the image runs as root | security_context",
  ],
  [
    [
      ...waiting("ContainerCreating", ""),
      ...eventChange(
        "FailedMount",
        'MountVolume.MountDevice failed for volume "data" : kubernetes.io/csi: driver name efs.csi.aws.com not found in the list of registered CSI drivers',
      ),
    ],
    "volume/mount | can't mount volume data: no driver on the node | persistent_volume_claims",
  ],
  [
    [
      ...waiting("ContainerCreating", ""),
      ...eventChange(
        "FailedAttachVolume",
        'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) other',
      ),
      ...eventChange(
        "FailedMount",
        "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data]: timed out waiting for the condition",
        { time: "2026-01-02T03:06:00Z" },
      ),
    ],
    "volume/mount | volume pvc-1 is in use on another node | persistent_volume_claims",
  ],
  [
    [
      ...waiting("ContainerCreating", ""),
      ...eventChange(
        "FailedMount",
        'MountVolume.SetUp failed for volume "token" : object "ns"/"kube-root-ca.crt" not registered',
      ),
      ...eventChange("Pulling", 'Pulling image "acme/train:2.0"', { time: "2026-01-02T03:05:00Z" }),
    ],
    "- | - | -",
  ],
  [
    [
      ...waiting("ContainerCreating", ""),
      ...eventChange(
        "FailedCreatePodSandBox",
        "Failed to create pod sandbox: network plugin is not ready",
      ),
    ],
    "start-error | FailedCreatePodSandBox: the node can't set the pod up | -",
  ],
  [
    podChange({
      spec: {
        nodeName: "n1",
        initContainers: [{ name: "init", image: "quay.io/argoproj/argoexec:v3" }],
        containers: [{ name: "wait" }, { name: "main" }],
      },
      status: {
        initContainerStatuses: [
          { name: "init", state: { waiting: { reason: "ErrImagePull", message: "not found" } } },
        ],
        containerStatuses: [{ name: "main", state: { waiting: { reason: "PodInitializing" } } }],
      },
    }),
    "image-pull/not-found | ImagePullBackOff: quay.io/argoproj/argoexec:v3 not found | -",
  ],
]);
