# Read by tests/peers/run: how each peer is started, and its figures as "KERNEL GB/s VARIANT" lines, GB being 10^9 and
# bytes counted as STREAM does: what the kernel reads and writes, without what a store fetches first.

mib=1.048576e-3 # GB in a MiB
allowed=$(awk '/^Cpus_allowed_list/ { n = split($2, parts, ","); for (i = 1; i <= n; ++i) {
    m = split(parts[i], ends, "-"); for (cpu = ends[1]; cpu <= ends[m]; ++cpu) print cpu } }' /proc/self/status)

# Arrays of 256 MiB or 4 x the last caches together, whichever is more; a power of two, as pmbw knows no others.
cache_mib=$(for cache in /sys/devices/system/cpu/cpu*/cache/index3; do
    [ ! -r "$cache/size" ] || echo "$(cat "$cache/shared_cpu_list") $(cat "$cache/size")"
done | sort -u | awk '{ kib += $2 } END { print int(kib / 1024) }')
array_mib=256
while [ $array_mib -lt $((4 * cache_mib)) ]; do array_mib=$((2 * array_mib)); done
array_bytes=$((array_mib * 1048576))

# A thread mode is a number or "all", which is what this process may use.
count_of() { if [ "$1" = all ]; then echo "$allowed" | wc -l; else echo "$1"; fi; }
first_cpus() { echo "$allowed" | head -n "$1" | paste -sd, -; }
look_at_state() { [ "$1" = 1 ] || echo "${kernel:-every} $("$machine_state")" >>states; }
pinned() {
    mode=$1; shift
    look_at_state "$mode"
    if [ "$mode" = all ]; then "$@"; else taskset -c "$(first_cpus "$mode")" "$@"; fi
    look_at_state "$mode"
}
openmp() { mode=$1; shift; OMP_NUM_THREADS=$(count_of "$mode") OMP_PROC_BIND=spread OMP_PLACES=cores pinned "$mode" "$@"; }

# with_pages default|huge COMMAND...: the second makes the tool take 2 MiB pages for its arrays.
with_pages() {
    pages=$1; shift
    if [ "$pages" = huge ]; then
        export GLIBC_TUNABLES=glibc.malloc.hugetlb=1 LD_PRELOAD="$work/huge_pages.so"
    fi
    "$@"
}

path_of() {
    case $1 in
        likwid) set -- likwid-bench '' ;;
        stream) set -- stream_c.exe "${STREAM:-}" ;;
        babelstream) set -- omp-stream "${OMP_STREAM:-}" ;;
        bwbench) set -- bwbench-GCC "${BWBENCH:-}" ;;
        pmbw) set -- pmbw "${PMBW:-}" ;;
        multiload) set -- multiload "${MULTILOAD:-}" ;;
        clpeak) set -- clpeak "${CLPEAK:-}" ;;
        *) set -- "$1" '' ;;
    esac
    command -v "${2:-$1}"
}

where_from() {
    case $1 in
        stream) echo "set STREAM to a stream.c binary, see docs/bandwidth.md" ;;
        babelstream) echo "set OMP_STREAM to BabelStream's omp-stream, see docs/bandwidth.md" ;;
        bwbench) echo "set BWBENCH to TheBandwidthBenchmark's bwbench-GCC, see docs/bandwidth.md" ;;
        pmbw | multiload | clpeak) echo "set $(echo "$1" | tr '[:lower:]' '[:upper:]') to its binary, see docs/bandwidth.md" ;;
        *) echo "cmake/install-packages peers installs it" ;;
    esac
}

# mbw has one thread; stress-ng's instances go through their kernels each at its own pace, so that their sum is no rate that
# memory had at any moment; clpeak pins its threads wherever it likes, so it can't be held to fewer CPUs.
runs_on() {
    case $1 in
        mbw | stress-ng) [ "$2" = 1 ] ;;
        clpeak) [ "$2" = all ] ;;
        *) ;;
    esac
}

# multiload takes huge pages by its own -H only, and 8 s a figure: it is measured at its best alone. stress-ng fills its
# mapping as it makes it, too early to ask for pages. stressapptest needs 7 s a figure.
pages_of() {
    case $1 in
        multiload) echo huge ;;
        stress-ng | stressapptest) echo default ;;
        *) echo default huge ;;
    esac
}

# fastest TOOL KERNEL MODE COMMAND... -- VARIANT...: the variant that wins a race, run once and remembered. COMMAND VARIANT
# prints GB/s.
fastest() {
    race=$1.$2.$3; shift 3
    run=
    while [ "$1" != -- ]; do run="$run $1"; shift; done
    shift
    [ -s "race.$race" ] || for variant in "$@"; do
        echo "$($run "$variant") $variant"
    done | sort -rg | sed 's/.* //;q' >"race.$race"
    cat "race.$race"
}

# likwid-bench: MByte/s are 10^6, and so are the MB of the size, which is that of all its arrays together.
likwid_once() {
    case $3 in load* | store*) arrays=1 ;; copy*) arrays=2 ;; *) arrays=3 ;; esac
    pinned "$1" likwid-bench -t "$3" -W "N:$((array_bytes / 1000000 * arrays))MB:$2" -i 10 2>/dev/null | awk '$1 == "MByte/s:" { print $2 / 1e3 }'
}
theirs_likwid() {
    threads=$(count_of "$1")
    known=$(likwid-bench -a | cut -d' ' -f1)
    for kernel in read write copy triad; do
        case $kernel in
            read) some="load_sse load_avx load_avx512" ;;
            write) some="store_mem_sse store_mem_avx store_mem_avx512" ;;
            copy) some="copy_mem_sse copy_mem_avx copy_mem_avx512" ;;
            triad) some="stream_mem_sse stream_mem_avx_fma stream_mem_avx512" ;;
        esac
        variants=
        for variant in $some; do
            case $variant in *avx512*) grep -q avx512f /proc/cpuinfo || continue ;; esac
            ! echo "$known" | grep -qx "$variant" || variants="$variants $variant"
        done
        variant=$(fastest likwid $kernel "$1" likwid_once "$1" "$threads" -- $variants)
        echo "$kernel $(likwid_once "$1" "$threads" "$variant") $variant"
    done
}

# sysbench: MiB/s. Its default block of 1K measures the first cache; with scope global all threads read one buffer.
theirs_sysbench() {
    for kernel in read write; do
        pinned "$1" sysbench memory --memory-block-size=${array_mib}M --memory-total-size=$((20 * array_mib))M --memory-scope=local \
            --memory-oper=$kernel --threads="$(count_of "$1")" run |
            awk -v kernel=$kernel -v mib=$mib '/MiB transferred/ { gsub(/[(]/, ""); print kernel, $4 * mib, "-" }'
    done
}

# mbw: MiB copied a second, which are read and written: twice as many.
theirs_mbw() {
    pinned "$1" mbw -q -n 5 -t0 "$array_mib" | awk -v mib=$mib '$1 == "AVG" { print "copy", $(NF - 1) * 2 * mib, "memcpy" }'
}

# stressapptest: MiB a second, read and written already counted both. -F leaves out the check of what was copied.
stressapptest_once() {
    case $3 in unchecked) how=-F ;; warm) how=-W ;; *) how= ;; esac
    pinned "$1" stressapptest -s 1 -M $((2 * array_mib)) -m "$2" -i 0 $how |
        awk -v mib=$mib '/Memory Copy:/ { sub(/MB.s/, "", $NF); print $NF * mib }'
}
theirs_stressapptest() {
    variant=$(fastest stressapptest copy "$1" stressapptest_once "$1" "$(count_of "$1")" -- unchecked warm checked)
    echo "copy $(stressapptest_once "$1" "$(count_of "$1")" "$variant") $variant"
}

# stress-ng: MiB a second; the best of its two dozen ways to read and to write.
theirs_stress_ng() {
    pinned "$1" stress-ng --memrate 1 --memrate-bytes "${array_mib}M" --timeout 4s --metrics 2>&1 |
        awk -v mib=$mib '/MB per sec/ { for (i = 2; i < NF; ++i) if ($i == "MB") {
            way = $(i - 1); print way ~ /^read/ ? "read" : "write", $(i - 2) * mib, way } }'
}

# STREAM: MB/s are 10^6, of the best of its passes. Its arrays are as large as they were compiled.
theirs_stream() {
    openmp "$1" "$(path_of stream)" | awk '$1 == "Copy:" { print "copy", $2 / 1e3, "best" } $1 == "Triad:" { print "triad", $2 / 1e3, "best" }'
}

# BabelStream: MB/s are 10^6, of the best of its passes; Dot reads two arrays.
theirs_babelstream() {
    openmp "$1" "$(path_of babelstream)" -s $((array_bytes / 8)) -n 4 |
        awk '$1 == "Copy" { print "copy", $2 / 1e3, $1 } $1 == "Triad" { print "triad", $2 / 1e3, $1 } $1 == "Dot" { print "read", $2 / 1e3, $1 }'
}

# TheBandwidthBenchmark: GB/s are 10^9, of the best of its passes. It writes a folder dat where it is started.
theirs_bwbench() {
    mkdir -p dat
    openmp "$1" "$(path_of bwbench)" -s $((array_bytes / 8)) -n 4 |
        awk '$1 == "Init" { print "write", $2, $1 } $1 == "Sum" { print "read", $2, $1 } $1 == "Copy" { print "copy", $2, $1 } $1 == "Triad" { print "triad", $2, $1 }'
}

# pmbw: bytes a second. The area is all threads' together. It deletes what -o names before it writes there: never a device.
pmbw_once() {
    pinned "$1" "$(path_of pmbw)" -f "$3" -p "$2" -P "$2" -s $array_bytes -S $array_bytes -M $((array_bytes + 1)) -o pmbw.txt 2>/dev/null |
        awk '/^RESULT/ { for (i = 2; i <= NF; ++i) if (sub(/^bandwidth=/, "", $i)) print $i / 1e9 }'
}
theirs_pmbw() {
    for kernel in read write; do
        [ $kernel = read ] && way=ScanRead || way=ScanWrite
        variant=$(fastest pmbw $kernel "$1" pmbw_once "$1" "$(count_of "$1")" -- \
            ${way}64PtrUnrollLoop ${way}128PtrUnrollLoop ${way}256PtrUnrollLoop)
        echo "$kernel $(pmbw_once "$1" "$(count_of "$1")" "$variant") $variant"
    done
}

# multiload: MiB/s of all threads, each with a buffer of its own. -H would change the system where it forbids huge pages.
theirs_multiload() {
    grep -q '\[never\]' /sys/kernel/mm/transparent_hugepage/enabled && return
    grep -Eq '\[(always|madvise|defer\+madvise)\]' /sys/kernel/mm/transparent_hugepage/defrag || return
    for way in read:stream-sum triad:stream-triad-nontemporal-injection-delay; do
        kernel=${way%%:*}
        pinned "$1" "$(path_of multiload)" -n 1 -t "$(count_of "$1")" -m "${array_mib}M" -H -l "${way#*:}" |
            awk -F'[ \t]*,[ \t]*' -v kernel=$kernel -v mib=$mib '$1 == 1 { print kernel, $8 * mib, $NF }'
    done
}

# clpeak: GB/s are 10^9. It has no write, and its copy is memcpy.
theirs_clpeak() {
    pinned all "$(path_of clpeak)" --cpu --global-memory-bandwidth --max-time-cpu 300 |
        awk '$2 == ":" && $1 ~ /^(read|copy|triad)$/ { print $1, $3, "-" }'
}
