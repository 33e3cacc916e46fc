# syntax=docker/dockerfile:1
# Newsroom in production: one image, four commands (see docker-compose.yml).

FROM python:3.12-slim AS builder
ARG UV_VERSION=0.13.9
RUN pip install --no-cache-dir uv==${UV_VERSION}
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev
COPY . .
# The manifest of static files is part of the image, so every process of a release agrees on it.
RUN SECRET_KEY=only-for-this-build-step ALLOWED_HOSTS=localhost \
    DJANGO_SETTINGS_MODULE=newsroom.settings.production \
    .venv/bin/python manage.py collectstatic --noinput && rm -rf var

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin newsroom \
    && mkdir -p /var/lib/newsroom && chown newsroom:newsroom /var/lib/newsroom
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=newsroom.settings.production \
    NEWSROOM_VAR_DIR=/var/lib/newsroom
WORKDIR /app
COPY --from=builder /app /app
USER newsroom
VOLUME /var/lib/newsroom
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["gunicorn", "newsroom.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--access-logfile", "-", "--no-control-socket"]
