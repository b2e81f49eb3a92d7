"""A person who may do everything in the admin, and one who may only look."""

import pytest
from django.contrib.auth.models import Permission, User


@pytest.fixture
def client(account, browser_of):
    return browser_of(User.objects.create_superuser("root", password="root"))


@pytest.fixture
def onlooker(account, browser_of):
    looks = User.objects.create_user("onlooker", is_staff=True)
    looks.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return browser_of(looks)
