"""/today/: the day."""

urlpatterns: list[object] = []
