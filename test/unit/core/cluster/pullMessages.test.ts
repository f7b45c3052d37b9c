import { cases, eventChange, waiting } from "./replay";

const resolve =
  'failed to pull and unpack image "acme/train:2.0": failed to resolve reference "docker.io/acme/train:2.0"';

cases("image pulls", [
  [
    waiting(
      "ErrImagePull",
      `${resolve}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    ),
    "image-pull/unauthorized | ImagePullBackOff: acme/train:2.0 needs a login | image_pull_secrets",
  ],
  [
    waiting(
      "ErrImagePull",
      `${resolve}: unexpected status from HEAD request to https://r.example/v2/x/manifests/2: 403 Forbidden`,
    ),
    "image-pull/unauthorized | ImagePullBackOff: acme/train:2.0 needs a login | image_pull_secrets",
  ],
  [
    waiting(
      "ErrImagePull",
      'Error response from daemon: Get "https://r.example/v2/": no basic auth credentials',
    ),
    "image-pull/unauthorized | ImagePullBackOff: acme/train:2.0 needs a login | image_pull_secrets",
  ],
  [
    waiting(
      "ErrImagePull",
      "rpc error: code = Unknown desc = reading manifest 2.0 in docker.io/acme/train: manifest unknown",
    ),
    "image-pull/not-found | ImagePullBackOff: acme/train:2.0 not found | image",
  ],
  [
    waiting("ErrImagePull", `${resolve}: docker.io/acme/train:2.0: not found`),
    "image-pull/not-found | ImagePullBackOff: acme/train:2.0 not found | image",
  ],
  [
    waiting("ErrImagePull", "toomanyrequests: You have reached your pull rate limit."),
    "image-pull/rate-limit | ImagePullBackOff: acme/train:2.0 rate limit reached | image_pull_secrets",
  ],
  [
    waiting("ErrImagePull", "pull QPS exceeded"),
    "image-pull/rate-limit | ImagePullBackOff: acme/train:2.0 rate limit reached | image_pull_secrets",
  ],
  [
    waiting("ErrImagePull", `${resolve}: dial tcp: lookup registry.acme.io: i/o timeout`),
    "image-pull/dns | ImagePullBackOff: acme/train:2.0 registry not in DNS | image",
  ],
  [
    waiting("ErrImagePull", `${resolve}: dial tcp 10.0.0.9:443: i/o timeout`),
    "image-pull/timeout | ImagePullBackOff: acme/train:2.0 registry does not answer | -",
  ],
  [
    waiting("ErrImagePull", `${resolve}: dial tcp 10.0.0.9:401: connect: connection refused`),
    "image-pull/connection | ImagePullBackOff: acme/train:2.0 registry out of reach | -",
  ],
  [
    waiting(
      "ErrImagePull",
      `${resolve}: tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    ),
    "image-pull/tls | ImagePullBackOff: acme/train:2.0 certificate refused | -",
  ],
  [
    waiting("ErrImagePull", `${resolve}: no match for platform in manifest: not found`),
    "image-pull/platform | ImagePullBackOff: acme/train:2.0 not for this CPU type | image",
  ],
  [
    waiting(
      "ErrImagePull",
      "failed to extract layer: write /usr/lib/libtorch.so: no space left on device",
    ),
    "image-pull/disk | ImagePullBackOff: acme/train:2.0 the node's disk is full | image",
  ],
  [
    waiting(
      "SignatureValidationFailed",
      "image pull failed because the signature validation failed",
    ),
    "image-pull/signature | ImagePullBackOff: acme/train:2.0 signature refused | image",
  ],
  [
    waiting(
      "InvalidImageName",
      'Failed to apply default image tag "Acme/Train:2.0": couldn\'t parse image reference "Acme/Train:2.0": invalid reference format: repository name must be lowercase',
      "Acme/Train:2.0",
    ),
    "image-pull/name | InvalidImageName: Acme/Train:2.0 not a valid name | image",
  ],
  [
    waiting(
      "ImageInspectError",
      'Failed to inspect image "train": rpc error: code = Unknown desc = short-name "train:latest" did not resolve to an alias',
      "train",
    ),
    "image-pull/name | InvalidImageName: train not a valid name | image",
  ],
  [
    waiting("ErrImagePull", `${resolve}: something new`),
    "image-pull | ImagePullBackOff: acme/train:2.0 | image",
  ],
  // The image's own name must not decide.
  [
    waiting(
      "ErrImagePull",
      'failed to pull image "acme/not-found-401:x509": connection reset by peer',
      "acme/not-found-401:x509",
    ),
    "image-pull/connection | ImagePullBackOff: …/not-found-401:x509 registry out of reach | -",
  ],
  // Kubelets before 1.31 say nothing in the back-off itself.
  [
    [
      ...waiting("ImagePullBackOff", 'Back-off pulling image "acme/train:2.0"'),
      ...eventChange(
        "Failed",
        `Failed to pull image "acme/train:2.0": rpc error: code = NotFound desc = ${resolve}: not found`,
      ),
    ],
    "image-pull/not-found | ImagePullBackOff: acme/train:2.0 not found | image",
  ],
  // The missing pull secret explains the refused login.
  [
    [
      ...waiting(
        "ImagePullBackOff",
        `Back-off pulling image "acme/train:2.0": ErrImagePull: ${resolve}: 401 Unauthorized`,
      ),
      ...eventChange(
        "FailedToRetrieveImagePullSecret",
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
      ),
    ],
    "secret | pull secret regcred not found | image_pull_secrets",
  ],
]);
