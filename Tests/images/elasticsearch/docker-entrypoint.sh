#!/bin/sh
# The real one puts the password into its keystore, and its node will not start where it cannot write, as root, or with settings that
# it does not know.
set -e

if [ "$(id -u)" = 0 ]; then
  echo "can not run elasticsearch as root" >&2
  exit 1
fi

if [ -z "$ELASTIC_PASSWORD" ]; then
  echo "the stand-in needs ELASTIC_PASSWORD" >&2
  exit 1
fi

: > /usr/share/elasticsearch/config/elasticsearch.keystore
: > /usr/share/elasticsearch/data/node.lock

for setting in $(env | grep -E '^[a-z][a-z_]*(\.[a-z_]+)+=' | cut -d= -f1); do
  case $setting in
    discovery.type | node.store.allow_mmap | ingest.geoip.downloader.enabled | xpack.ml.enabled | xpack.security.enabled \
      | xpack.security.autoconfiguration.enabled | xpack.security.http.ssl.enabled | cluster.routing.allocation.disk.watermark.*) ;;
    *) echo "unknown setting [$setting] please check that any required plugins are installed" >&2; exit 1 ;;
  esac
done

exec /usr/share/dotnet/dotnet /opt/elasticsearch/ElasticsearchStandin.dll http://0.0.0.0:9200 "$ELASTIC_PASSWORD"
