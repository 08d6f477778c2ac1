"""Addresses of the till screen."""

from django.urls import path

from chaland.web.till import customers, links, loyalty, operations, pages, people, waiting

urlpatterns = [
    path("", pages.till, name="till"),
    path("welcome/", pages.welcome, name="till-welcome"),
    path("display/", pages.display, name="till-display"),
    path("worker.js", pages.worker, name="till-worker"),
    path("open/<str:token>/", links.till_link, name="till-link"),
    path("manifest.webmanifest", pages.manifest, name="till-manifest"),
    path("sellers/", people.sellers, name="till-sellers"),
    path("unlock/", people.unlock, name="till-unlock"),
    path("lock/", people.lock, name="till-lock"),
    path("find/", customers.find, name="till-find"),
    path("show/", customers.show, name="till-show"),
    path("history/", customers.history, name="till-history"),
    path("consent/", customers.consent, name="till-consent"),
    path("told/", customers.told, name="till-told"),
    path("new/", customers.create, name="till-new"),
    path("points/", loyalty.burn, name="till-points"),
    path("points-back/", loyalty.points_back, name="till-points-back"),
    path("voucher/", loyalty.redeem, name="till-voucher"),
    path("give-back/", loyalty.give_back, name="till-give-back"),
    path("card/", loyalty.card, name="till-card"),
    path("choose/", loyalty.choose, name="till-choose"),
    path("waiting/", waiting.waiting, name="till-waiting"),
    path("operations/", operations.operations, name="till-operations"),
]
