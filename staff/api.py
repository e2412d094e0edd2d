"""The API's default: nobody."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # a view reads this default while it is being defined
    from rest_framework.views import APIView


class Nobody(BasePermission):
    """Denies; each endpoint names who may instead."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        return False
