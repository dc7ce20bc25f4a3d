// The walls of the house (ARCHITECTURE.md draws them). `npm run check` fails when one is broken.

const outside = "^(node:)?(fs|fs/promises|child_process|worker_threads|os|process|http|https|net|dns|perf_hooks|timers)$"

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two files that need each other are one idea: join them, or move what they share below both.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
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
      comment: "Text in another language is a region of kind code; the caller finds its host.",
      severity: "error",
      from: { path: "^src/hosts/([^/]+)/" },
      to: { path: "^src/hosts/([^/]+)/", pathNot: "^src/hosts/($1|shared)/" },
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
      to: { path: "^src/", pathNot: "^src/(report|model|text)/" },
    },
    {
      name: "world-only-at-the-edge",
      comment:
        "Files, the clock and the process are touched only by discover, config, rewrite/write and cli. A host may look for the grammar " +
        "that is shipped beside it, and for a definition module that a repository has already.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(discover|config|cli)/|^src/rewrite/write|^src/hosts/[^/]+/(grammar|definitions)" },
      to: { path: outside },
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
