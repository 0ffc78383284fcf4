#!/bin/bash
# Trains the AOT cache of a function: train.sh APP OPTIONS FUNCTION. Starts the application in the folder APP with the options,
# tells it an event (the intake takes it for a notice) and an image, stops it, and leaves app.aot in the folder. Then starts it with
# the cache and fails when the JVM refuses it. The JVM must be the one that will run: a cache made by a JDK does not fit its JRE.
# Needs bash and java alone.
set -euo pipefail
app=$(cd "$1" && pwd)
options=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
function=$3
port=${TRAIN_PORT:-18079}
files=$((port + 1))
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# The library of OpenDAL beside the jars, where the options look for it. An image has it already; elsewhere a JDK unpacks it.
if [ ! -d "$app/native" ]; then
  jar=$(ls "$app"/lib/main/org.apache.opendal.opendal-*-*-*.jar)
  (cd "$work" && "${java%java}jar" xf "$jar" native)
  mkdir "$app/native" && mv "$work"/native/*/* "$app/native/"
fi

# A bucket "photos" with one image: OpenDAL asks this server as it asks S3. It takes no POST, so that the intake's sink refuses.
mkdir -p "$work/web/photos"
image=iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
echo "$image" | base64 -d > "$work/web/photos/a.png"
"$java" -m jdk.httpserver -b 127.0.0.1 -p "$files" -d "$work/web" > "$work/web.log" 2>&1 &

export QUARKUS_HTTP_PORT=$port QUARKUS_HTTP_HOST=127.0.0.1 DESCRY_DEVICE=cpu DESCRY_HOME=$work/home
export DESCRY_FUNCTION_STORE=$work/store DESCRY_INTAKE_RUNS=$work/runs DESCRY_INTAKE_BUCKETS=s3://photos DESCRY_INTAKE_OPEN=true
export K_SINK=http://127.0.0.1:$files/ AWS_ENDPOINT_URL=http://127.0.0.1:$files AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none

# say METHOD PATH HEADERS BODY-FILE: the status of the answer
say() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  { printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n%b\r\n' "$1" "$2" "$(wc -c < "$4")" "$3"; cat "$4"; } >&3
  head -n 1 <&3 | cut -d ' ' -f 2
  exec 3>&-
}

echo '{"image":{"store":"s3","bucket":"photos","key":"a.png"}}' > "$work/event"
event='ce-specversion: 1.0\r\nce-id: train.0\r\nce-source: /descry/intake\r\nce-type: dev.descry.step.requested\r\n'
event+="ce-chainid: train\r\nce-step: 0\r\nce-next: $function\r\n"'ce-hop: 0\r\nce-deadline: 4102444800000\r\nContent-Type: application/json\r\n'

# run FLAG: starts the application, tells it everything, and stops it
run() {
  (cd "$app" && exec "$java" "@$options" "$1" ${2-} -jar quarkus-run.jar) > "$work/log" 2>&1 &
  local process=$!
  for _ in $(seq 600); do
    kill -0 $process 2>/dev/null || { cat "$work/log"; echo "train: expected the function to run, found it ended" >&2; exit 1; }
    if say GET /q/health/started '' /dev/null > /dev/null 2>&1; then break; fi
    sleep 0.1
  done
  echo "event $(say POST / "$event" "$work/event"), image $(say POST /v1/captions 'Content-Type: image/png\r\n' "$work/web/photos/a.png")," \
    "health $(say GET /q/health/ready '' /dev/null), metrics $(say GET /q/metrics '' /dev/null)"
  kill $process
  wait $process || true
}

run "-XX:AOTCacheOutput=$app/app.aot"
run "-XX:AOTCache=$app/app.aot" -XX:AOTMode=on
ls -l "$app/app.aot"
