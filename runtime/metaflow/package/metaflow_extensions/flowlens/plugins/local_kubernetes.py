from metaflow.decorators import StepDecorator
from metaflow.plugins.kubernetes.kubernetes_decorator import KubernetesDecorator


class LocalKubernetesDecorator(StepDecorator):
    """
    Takes the options of `@kubernetes` and does nothing with them: the step runs as a local
    process, on any datastore. Unknown options are still refused, as Metaflow does at import.
    """

    name = "kubernetes"
    defaults = KubernetesDecorator.defaults

    # Metaflow only calls an `init` that the class itself defines.
    def init(self):
        pass
