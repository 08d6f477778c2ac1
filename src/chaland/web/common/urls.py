"""Addresses around the work itself: signing in and out, language, store looked at, credits, health."""

from django.urls import path

from chaland.web.common import views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/<str:token>/", views.login_link, name="login-link"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password_change, name="password-change"),
    path("language/", views.language, name="language"),
    path("store/", views.store_switch, name="store-switch"),
    path("about/", views.about, name="about"),
    path("health/", views.health, name="health"),
]
