from .shared import Common as Shared
