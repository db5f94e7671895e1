# Sourced by ../mesh: run with a dashboard beside it.

# Local with the Aspire dashboard beside it, on free ports of this machine; both end together.
observe() {
    local log word arguments=()
    for word in "$@"; do [ "$word" = --observe ] || arguments+=("$word"); done
    dotnet restore deploy/Dashboard -v quiet
    log=$(mktemp)
    ASPNETCORE_URLS=http://127.0.0.1:0 \
        ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:0 \
        ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL=http://127.0.0.1:0 \
        ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true \
        ASPIRE_DASHBOARD_TELEMETRY_OPTOUT=true \
        "$(dotnet msbuild deploy/Dashboard -getProperty:Dashboard)" >"$log" 2>&1 &
    local dashboard=$!
    trap "kill $dashboard 2>/dev/null; wait $dashboard 2>/dev/null; rm -f '$log'" EXIT
    until grep -q 'OTLP/HTTP: ' "$log"; do
        kill -0 $dashboard 2>/dev/null || { cat "$log" >&2; say "the dashboard did not start"; exit 1; }
        sleep 0.2
    done
    say "traces, metrics and logs are shown on $(sed -n 's/.*- Dashboard: *//p' "$log")"
    OTEL_EXPORTER_OTLP_ENDPOINT=$(sed -n 's/.*- OTLP\/HTTP: *//p' "$log") OTEL_BSP_SCHEDULE_DELAY=1000 \
        dotnet deploy/Local/bin/Release/net10.0/AfterSalesMesh.Local.dll "${arguments[@]}" &
    local mesh=$! code=0
    # A signal ends the wait: it is passed on, and the end is waited for.
    trap "kill -TERM $mesh 2>/dev/null" INT TERM
    wait $mesh || code=$?
    while kill -0 $mesh 2>/dev/null; do code=0; wait $mesh || code=$?; done
    exit $code
}
