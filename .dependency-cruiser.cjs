// The walls of the house (ARCHITECTURE.md draws them). `npm run check` fails when one is broken.

const outside = "^(node:)?(fs|fs/promises|child_process|worker_threads|os|process|http|https|net|dns|perf_hooks|timers)$"

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment:
        "Two folders that need each other are one idea: join them, or move what they share below both. Within a folder the functions of a " +
        "recursive descent may call each other across files.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { circular: true, via: { pathNot: "^src/$1/", dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "model-imports-nothing",
      comment: "The model is inert types: everyone may import it, it imports nobody.",
      severity: "error",
      from: { path: "^src/model/" },
      to: { pathNot: "^src/model/" },
    },
    {
      name: "hosts-do-not-know-each-other",
      comment: "Text in another language is a region of kind code; the caller finds its host. What several share is in hosts/shared and hosts/settings.",
      severity: "error",
      from: { path: "^src/hosts/([^/]+)/" },
      to: { path: "^src/hosts/([^/]+)/", pathNot: "^src/hosts/($1|settings|shared)/" },
    },
    {
      name: "hosts-do-not-judge",
      comment: "Facts first: a host knows nothing of rules, rewriting, lineage, reports or commands.",
      severity: "error",
      from: { path: "^src/hosts/" },
      to: { path: "^src/(classify|rewrite|lineage|report|cli|config|discover)/" },
    },
    {
      name: "sql-engine-stands-alone",
      comment: "The T-SQL engine reads text and knows nothing of files, hosts or rules.",
      severity: "error",
      from: { path: "^src/sql/" },
      to: { path: "^src/", pathNot: "^src/(sql|model|text)/" },
    },
    {
      name: "reporters-are-pure",
      comment: "A result in, text or bytes out.",
      severity: "error",
      from: { path: "^src/report/" },
      to: { path: "^src/", pathNot: "^src/(report|model|text|runners)/" },
    },
    {
      name: "understanding-is-pure",
      comment:
        "What understands text (the engine, hosts, connection strings, runners, references, judgement, lineage, reports) never touches files, " +
        "threads, the clock or the process. A host may look for the grammar shipped beside it and for a definition module that is there already; " +
        "the rules are read as data.",
      severity: "error",
      from: {
        path: "^src/(sql|hosts|connection|runners|loading|references|classify|lineage|facts|report|text|model)/",
        pathNot: "^src/hosts/[^/]+/(grammar|definitions|definition-file)|^src/classify/(load|read)-rules",
      },
      to: { path: outside },
    },
    {
      name: "no-network",
      comment: "Only posting a review talks to anybody, with fetch, in cli/github-post.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(node:)?(http|https|http2|net|tls|dgram|dns)(/|$)" },
    },
    {
      name: "only-the-cli-knows-the-cli",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "no-tests-in-the-product",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|bench|scripts)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
}
