"""An S3-compatible object store for tests, as a web application: moto, whose own server answers half as fast."""

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

app = DomainDispatcherApplication(create_backend_app)
