def spin_in_containers():
    """Lets `spin` keep `@kubernetes`, which it leaves out of a step otherwise."""
    from metaflow import metaflow_config

    kept = getattr(metaflow_config, "SPIN_ALLOWED_DECORATORS", None)
    # Other modules have imported this very list.
    if kept is not None and "kubernetes" not in kept:
        kept.append("kubernetes")
