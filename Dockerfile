# barlow in an image that holds the program and what it loads, and neither Swift nor Python.
#
#   docker build --tag barlow .
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/data" barlow pretrain photos --output runs/photos
FROM swift:6.3-bookworm AS build
WORKDIR /source
# Ahead of the sources, whose changes then leave this layer as it is.
COPY Scripts/setup.sh Scripts/requirements.txt Scripts/
# Where pip looks for torch: with --build-arg PIP_INDEX_URL=… an index whose wheels are without CUDA makes the image much smaller.
ARG PIP_INDEX_URL
RUN Scripts/setup.sh --for-build
COPY . .
RUN DESTDIR=/stage PREFIX=/usr/local Scripts/install.sh

FROM debian:bookworm-slim
# Debian keeps one version of each. Scripts/check-install.sh --bare runs barlow with just these.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    fonts-dejavu-core \
    libfontconfig1 \
    libfreetype6 \
    libgif7 \
    libheif1 \
    libjpeg62-turbo \
    libpng16-16 \
    libssl3 \
    libstdc++6 \
    libtiff6 \
    libwebp7 \
    libzip4 \
    zlib1g \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /stage /
# Whoever names a --user has no home folder here; the font cache wants one.
ENV HOME=/tmp
WORKDIR /data
ENTRYPOINT ["barlow"]
CMD ["help"]
