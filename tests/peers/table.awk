# Read by tests/peers/run: the medians of its pairs as a Markdown table. `wanted` valid pairs make a verdict.
# Fields: tool, threads, pages, kernel, ours, theirs, variant, MiB of theirs on huge pages, "valid" or why not, state.

function median(text, n, list, i, j, held) {
    n = split(text, list, " ")
    for (i = 2; i <= n; ++i) {
        held = list[i] + 0
        for (j = i - 1; j > 0 && list[j] + 0 > held; --j) list[j + 1] = list[j]
        list[j + 1] = held
    }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

$4 == "-" { silent[$1 ", threads " $2]; next }
{
    key = $4 SUBSEP $2 SUBSEP $3 SUBSEP $1
    if (!(key in tries)) order[++rows] = key
    tries[key]++
    if ($9 != "valid") { why[$9 ~ /^others/ ? "others took over 10 % of the CPUs" : $9 ~ /^the host/ ? "the host took over 5 % of the CPUs" : $9]++; next }
    valid[key]++
    ours[key] = ours[key] " " $5
    theirs[key] = theirs[key] " " $6
    ratios[key] = ratios[key] " " $5 / $6
    variant[key] = $7
    huge[key] = huge[key] " " $8
}

function bar_of(kernel, pages) { return pages == "huge" && (kernel == "read" || kernel == "write") ? 0.97 : 1.00 }

END {
    print "| kernel | threads | pages | tool | ours GB/s | theirs GB/s | ratio | pairs | bar | their variant |"
    print "|---|---|---|---|---|---|---|---|---|---|"
    split("read write copy triad", kernels, " ")
    for (k = 1; k <= 4; ++k) for (pass = 1; pass <= 2; ++pass) for (i = 1; i <= rows; ++i) {
        split(order[i], part, SUBSEP)
        if (part[1] != kernels[k] || (part[3] == "huge") != (pass == 2)) continue
        key = order[i]
        pages = part[3] != "huge" ? "as it comes" : "2 MiB"
        if (!valid[key]) { printf "| %s | %s | %s | %s | - | - | - | 0 of %d | - | |\n", part[1], part[2], pages, part[4], tries[key]; continue }
        ratio = sprintf("%.2f", median(ratios[key])) + 0
        if (part[3] == "huge" && median(huge[key]) < 128) pages = "2 MiB refused"
        verdict = sprintf("%.2f %s", bar_of(part[1], part[3]), ratio >= bar_of(part[1], part[3]) ? "met" : "missed")
        if (valid[key] < wanted) verdict = verdict ", too few pairs"
        printf "| %s | %s | %s | %s | %.1f | %.1f | %.2f | %d of %d | %s | %s |\n", part[1], part[2], pages, part[4],
            median(ours[key]), median(theirs[key]), ratio, valid[key], tries[key], verdict, variant[key]
    }
    print ""
    for (reason in why) printf "Thrown away: %d, %s.\n", why[reason], reason
    for (tool in silent) printf "%s gave no figure.\n", tool
}
