import { BY_DEFAULT, type Origin, type Sourced } from "./attributes";
import { isTruthy, pythonStr } from "./plain";
import { resolve, type Settings } from "./settings";

/** A registry's address before the image's name, as `get_docker_registry` of Metaflow 2.19.39 sees it. */
const REGISTRY = /^(.+?[:.].+?\/)?.*$/u;

/**
 * The image that the pod is given: the option, else the configured one, else a plain Python; behind
 * the configured registry where it names none.
 * @param given the option as it is written
 * @param python `3.11`; null where it is not known
 */
export function imageOf(given: Sourced, settings: Settings, python: string | null): Sourced {
  const image = isTruthy(given.value) ? given : configured(settings, python);
  const { value, origins } = image;
  const text = pythonStr(value);
  const registry = fallingBack(
    settings,
    "KUBERNETES_CONTAINER_REGISTRY",
    "DEFAULT_CONTAINER_REGISTRY",
  );
  if (REGISTRY.exec(text)?.[1] !== undefined || !isTruthy(registry.value)) return image;
  const whole = `${pythonStr(registry.value).replace(/\/+$/u, "")}/${text}`;
  const known = typeof value === "string";
  return {
    value: known ? whole : { unknown: whole },
    origins: [...origins, ...registry.origins],
  };
}

function configured(settings: Settings, python: string | null): Sourced {
  const image = fallingBack(settings, "KUBERNETES_CONTAINER_IMAGE", "DEFAULT_CONTAINER_IMAGE");
  if (isTruthy(image.value)) return image;
  const value = python === null ? { unknown: "python:3.x" } : `python:${python}`;
  return { value, origins: BY_DEFAULT };
}

function fallingBack(settings: Settings, name: string, other: string): Sourced {
  const { value, setting } = resolve(settings, name, resolve(settings, other));
  const origins: readonly Origin[] = setting === null ? BY_DEFAULT : [{ from: "setting", setting }];
  return { value, origins };
}
