"""Addresses of the settings."""

from django.urls import path

from chaland.web.desk import settings_fields, settings_products, settings_receipts, settings_shop, settings_users

urlpatterns = [
    path("", settings_shop.index, name="settings"),
    path("network/", settings_shop.network, name="settings-network"),
    path("merchants/", settings_shop.merchants, name="settings-merchants"),
    path("merchants/new/", settings_shop.merchant, name="settings-merchant-new"),
    path("merchants/<int:pk>/", settings_shop.merchant, name="settings-merchant"),
    path("stores/", settings_shop.stores, name="settings-stores"),
    path("stores/new/", settings_shop.store, name="settings-store-new"),
    path("stores/<int:pk>/", settings_shop.store, name="settings-store"),
    path("tills/", settings_shop.tills, name="settings-tills"),
    path("tills/new/", settings_shop.till, name="settings-till-new"),
    path("tills/<int:pk>/", settings_shop.till, name="settings-till"),
    path("tokens/", settings_users.tokens, name="settings-tokens"),
    path("tokens/new/", settings_users.token_new, name="settings-token-new"),
    path("tokens/<int:pk>/revoke/", settings_users.token_revoke, name="settings-token-revoke"),
    path("sellers/", settings_shop.sellers, name="settings-sellers"),
    path("sellers/new/", settings_shop.seller, name="settings-seller-new"),
    path("sellers/<int:pk>/", settings_shop.seller, name="settings-seller"),
    path("users/", settings_users.users, name="settings-users"),
    path("users/new/", settings_users.user_new, name="settings-user-new"),
    path("users/<int:pk>/", settings_users.user, name="settings-user"),
    path("users/<int:pk>/link/", settings_users.user_link, name="settings-user-link"),
    path("fields/", settings_fields.fields, name="settings-fields"),
    path("fields/new/", settings_fields.custom_new, name="settings-field-new"),
    path("fields/<int:pk>/", settings_fields.custom, name="settings-field"),
    path("products/", settings_products.products, name="settings-products"),
    path("products/new/", settings_products.product, name="settings-product-new"),
    path("products/import/", settings_products.products_import, name="settings-products-import"),
    path("products/<int:pk>/", settings_products.product, name="settings-product"),
    path("families/", settings_products.categories, name="settings-categories"),
    path("families/find/", settings_products.categories_find, name="settings-categories-find"),
    path("families/new/", settings_products.category, name="settings-category-new"),
    path("families/<int:pk>/", settings_products.category, name="settings-category"),
    path("receipts/", settings_receipts.receipts, name="settings-receipts"),
    path("receipts/conflicts/<int:pk>/seen/", settings_receipts.conflict_seen, name="settings-conflict-seen"),
]
