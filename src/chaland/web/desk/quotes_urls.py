"""Addresses of quotes and order forms."""

from django.urls import path

from chaland.web.desk import quotes

urlpatterns = [
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/new/", quotes.quote_customer, name="quote-customer"),
    path("quotes/new/articles/", quotes.quote_articles, name="quote-articles"),
    path("quotes/new/<int:customer_id>/", quotes.quote_new, name="quote-new"),
    path("quotes/<int:cart_id>/", quotes.quote, name="quote"),
    path("quotes/<int:cart_id>/follow-up/", quotes.quote_follow_up, name="quote-follow-up"),
    path("quotes/<int:cart_id>/sheet.pdf", quotes.quote_pdf, name="quote-pdf"),
]
