"""How background work is sent and done (safety S-B4)."""

from django.conf import settings

from pwpservice.schedule import BEAT_SCHEDULE

broker_url = settings.CELERY_BROKER_URL
beat_schedule = BEAT_SCHEDULE
# Intervals and UTC: a crontab in local time skips runs in the October night (safety S-T4).
timezone = "UTC"
enable_utc = True

# A crashed worker's task is run again. Without the last two it would come back up to 100 s late.
# The first must exceed the longest task, so it is far above the time limit.
broker_transport_options = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    # A page never waits long for a broker that is away: its row is written, and a sweep finds it.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "connect_retries_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
}
broker_connection_retry_on_startup = True
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
worker_max_tasks_per_child = 500
task_time_limit = 1200
task_soft_time_limit = 1140
task_publish_retry = False

task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
task_default_queue = "step2"
worker_hijack_root_logger = False
