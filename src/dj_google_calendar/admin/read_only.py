"""What all lists of the admin have in common: rows are shown, not changed."""

import json
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:  # Django's own class takes no parameters
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Shows rows; Google and the engine are the ones who change them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: rows come from Google."""
        return False

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Refuse: changes here would be overwritten, or be lost at Google."""
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Refuse: a deleted row would come back, or leave its grant behind."""
        return False


class ResourceAdmin(ReadOnlyAdmin):
    """Shows a row with its resource as Google sent it, laid out to be read."""

    exclude = ("resource",)
    readonly_fields = ("resource_text",)

    @admin.display(description=_("resource"))
    def resource_text(self, row: Any) -> SafeString:
        """Give the resource, indented."""
        resource = row.resource
        if isinstance(resource, str):
            resource = json.loads(resource)
        return format_html("<pre>{}</pre>", json.dumps(resource, indent=2, ensure_ascii=False))
