"""What `chaland serve` runs in each of its processes: the application, and what the shop does by itself."""

import gc

from chaland.config import wsgi
from chaland.database.bare import on_sqlite
from chaland.database.one_thread import TILLS

from chaland.config import chores, daily, mail, news, told, uploads, warming  # isort: skip - their use cases need the application set up

application = wsgi.application
if on_sqlite():
    TILLS.begin()
# What start-up made stays as long as the process: looking for garbage in it again and again would cost every call.
gc.collect()
gc.freeze()
# A batch makes a hundred thousand objects that live as long as it: they are looked at twice, not 150 times.
gc.set_threshold(50_000)
daily.start()
uploads.start()
mail.start()
news.start()
chores.start()
told.start()
if on_sqlite():
    warming.start()
