# syntax=docker/dockerfile:1
# One image for the API, the workers, beat and the commands. EXTRA is `cpu` or `gpu`: which ONNX
# Runtime is installed, never both.

FROM python:3.12-slim AS build
ARG EXTRA=cpu
RUN python -m venv /opt/credenza
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY backend backend
COPY workers workers
COPY migrations migrations
RUN --mount=type=cache,target=/root/.cache/pip \
    case "$EXTRA" in cpu|gpu) ;; *) echo "EXTRA must be cpu or gpu, not $EXTRA" >&2; exit 1 ;; esac \
    && /opt/credenza/bin/pip install --disable-pip-version-check -c constraints.txt ".[$EXTRA]"

FROM python:3.12-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin credenza \
    # A named volume takes its owner from the folder it is mounted on.
    && install -d -o credenza -g credenza /var/lib/credenza/images
COPY --from=build /opt/credenza /opt/credenza
COPY demo/release /opt/credenza/release
COPY LICENSE /opt/credenza/LICENSE
ENV PATH=/opt/credenza/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CREDENZA_RELEASE_DIR=/opt/credenza/release \
    CREDENZA_IMAGE_STORE=/var/lib/credenza/images \
    CREDENZA_HOST=0.0.0.0
USER credenza
WORKDIR /home/credenza
EXPOSE 8700
ENTRYPOINT ["credenza"]
