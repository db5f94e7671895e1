# Sourced by the scripts beside it: calls to a running mesh as each role, and the steps of a return. Needs bash, curl and jq.
#   MESH_URL   where the gateway listens; http://127.0.0.1:8080
#   MESH_KEYS  a file of API keys, a line `role=key` each, as `./mesh up` writes it; without one, Local's demo keys
mesh=${MESH_URL:-http://127.0.0.1:8080} mesh=${mesh%/}
answer=

fail() { echo "${0##*/}: $*" >&2; exit 1; }
uuid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen | tr '[:upper:]' '[:lower:]'; }
field() { jq -r "$1" <<<"$answer"; }

for tool in curl jq; do command -v $tool >/dev/null || fail "$tool is needed"; done
[ -z "${MESH_KEYS:-}" ] || [ -s "$MESH_KEYS" ] || fail "there are no API keys in $MESH_KEYS: run ./mesh up first"

# The API key of a role.
key() { if [ -n "${MESH_KEYS:-}" ]; then sed -n "s/^$1=//p" "$MESH_KEYS"; else echo "local-$1"; fi; }

# The mesh's time: Local's test clock may be ahead of this machine's.
now() {
    if [ -n "${MESH_KEYS:-}" ]; then date -u +%Y-%m-%dT%H:%M:%SZ; else call admin GET /v1/test/clock; field .now; fi
}

# role, method, path, JSON body: the response is left in $answer; one that is not 2xx ends the script.
call() {
    local status headers=(-H "Authorization: Bearer $(key "$1")")
    [ "$2" != POST ] || headers+=(-H "Idempotency-Key: $(uuid)")
    answer=$(curl -sS -m 30 -w '\n%{http_code}' -X "$2" "$mesh$3" "${headers[@]}" \
        ${4:+-H 'Content-Type: application/json' -d "$4"}) || fail "nothing answers at $mesh"
    status=${answer##*$'\n'} answer=${answer%$'\n'*}
    [[ $status == 2* ]] || fail "$2 $3 as $1 was answered $status: $answer"
}

# seconds, jq filter, role, path: reads until the filter is true of the response.
await() {
    local end=$((SECONDS + $1))
    until call "$3" GET "$4" && jq -e "$2" <<<"$answer" >/dev/null; do
        [ $SECONDS -lt $end ] || fail "$1 s passed, and $4 is not yet $2: $answer"
        sleep 0.2
    done
}

# Opens a receipt for the return's parcel by its RMA number, once the warehouse has heard that it is expected, and names it $receipt.
scan_parcel() {
    local end=$((SECONDS + 60)) rma
    await 60 .rmaNumber storefront "/v1/returns/$return"
    rma=$(field .rmaNumber)
    while true; do
        receipt=$(uuid)
        call warehouse POST /v1/warehouse/scans '{"scanId": "'"$(uuid)"'", "receiptId": "'"$receipt"'", "code": "'"$rma"'",
            "station": "dock-1", "scannedAt": "'"$(now)"'"}'
        [ "$(field .match)" != one ] || return 0
        [ $SECONDS -lt $end ] || fail "the scan of $rma found no single return: $answer"
        sleep 0.2
    done
}

# order number, unit price in minor units, quantity, method and reference of its payment, when it was delivered
tell_order() {
    order=$1 payment=$5
    call storefront PUT "/v1/orders/$order" '{
      "currency": "EUR", "deliveredAt": "'"$6"'",
      "customer": {"reference": "'"${customer:-c-$order}"'", "email": "'"${customer:-ada}"'@example.org", "locale": "en"},
      "lines": [{"lineId": "1", "sku": "SKU-'"$order"'", "description": "Linen shirt", "category": "clothing",
        "quantity": '"$3"', "unitPrice": '"$2"'}],
      "payments": [{"reference": "'"$payment"'", "method": "'"$4"'", "captured": '"$(($2 * $3))"'}]}'
}

# quantity, resolution: requests a return of the order
request() {
    call storefront POST /v1/returns '{"orderNumber": "'"$order"'", "channel": "web", "lines": [
      {"lineId": "1", "quantity": '"$1"', "reason": "too_small", "resolution": "'"$2"'"}]}'
    return=$(field .id)
}

# quantity: opens a receipt for the return's parcel and scans so many units of it
open_parcel() {
    scan_parcel
    call warehouse POST "/v1/warehouse/receipts/$receipt/units" \
        '{"scanId": "'"$(uuid)"'", "code": "SKU-'"$order"'", "quantity": '"$1"', "scannedAt": "'"$(now)"'"}'
}

# quantity: unpacks a parcel with so many units in it, and waits for the inspection task
unpack() {
    open_parcel "$1"
    call warehouse POST "/v1/warehouse/receipts/$receipt/close" '{"scanId": "'"$(uuid)"'", "scannedAt": "'"$(now)"'"}'
    await 60 '.items | length == 1' inspector "/v1/inspections?returnId=$return"
}

# grade, and a disposition where it is not the grade's: the verdict on all units of the task in $answer
inspect() {
    call inspector POST "/v1/inspections/$(field '.items[0].id')/verdict" "$(jq -c --arg grade "$1" --arg disposition "${2:-}" \
        '{units: [.items[0].units[] | {unitId, grade: $grade} + if $disposition == "" then {} else {$disposition} end]}' <<<"$answer")"
}

# jq filter: waits until the return's refund meets it
refunded() {
    await 60 ".items | length == 1 and (.[0] | $1)" finance "/v1/refunds?returnId=$return"
    refund=$(field '.items[0].id')
}
