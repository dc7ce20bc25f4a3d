// What the files of the synthetic estate are made of: filler that parses, and lines with names in the places where names stand.
// `@@` in a planted line is replaced by a name; each is one entry of the manifest.

const words =
  "member outcome provider claim visit policy region score batch period status address contact payer plan referral".split(" ")
const tables = "Member Outcome Provider Claim Visit Policy Region Score Batch Period Status Address Contact Payer Referral".split(
  " ",
)
/** Words that come near to the names and hold none. */
const near = [
  "MemberRepo",
  "Member_Repository",
  "OutcomeIdentification",
  "RepositoryMember",
  "Outcomes_Identification",
  "memberRepositry",
]

const word = (r) => `${r.pick(words)}_${r.below(1000)}`
const table = (r) => `${r.pick(tables)}${r.below(400)}`
const select = (r) => `SELECT Id, ${r.pick(tables)}Id, Name FROM dbo.${table(r)} WHERE ${r.pick(tables)}Id = `

/** By language: share of the files, endings, what opens and closes a file, blocks of filler, lines to plant (as many as a block's indentation allows). */
export const languages = {
  python: {
    share: 30,
    endings: [".py"],
    folder: "load",
    open: () => "import os\nimport logging\n\nlogger = logging.getLogger(__name__)\n\n\n",
    filler: (r) => {
      const name = word(r)
      return `def load_${name}(cursor, limit=${r.below(100)}):\n    # ${r.pick(near)} is something else\n    rows = cursor.execute("${select(r)}?", (limit,)).fetchall()\n    for row in rows:\n        if row["${r.pick(words)}"] > ${r.below(50)}:\n            logger.info("loaded %s of ${r.pick(words)}", row["id"])\n    return {"${name}": len(rows), "limit": limit}\n\n\n`
    },
    planted: [
      'SQL_%n = "SELECT Id FROM @@.dbo.Member WHERE Id = ?"\n',
      'TABLE_%n = "@@.dbo.Outcome"\n',
      'DATABASE_%n = "@@"\n',
      'CONNECTION_%n = "DRIVER={ODBC Driver 17 for SQL Server};SERVER=ing;DATABASE=@@;Trusted_Connection=yes"\n',
      "# reads @@ once a day\n",
      'def run_%n(cursor):\n    """Fills @@."""\n    cursor.execute(f"INSERT INTO [@@].[dbo].[Outcome] SELECT {cursor} FROM x")\n    logger.info("filled @@")\n\n\n',
      'OTHER_%n = "@@_B.dbo.Member"\n',
    ],
  },
  tsql: {
    share: 25,
    endings: [".sql", ".sql", ".prc", ".viw"],
    folder: "db",
    open: () => "SET NOCOUNT ON\nGO\n",
    filler: (r) =>
      `CREATE OR ALTER PROCEDURE dbo.usp_${word(r)} @limit int AS\nBEGIN\n  -- ${r.pick(near)} is something else\n  UPDATE t SET t.Name = s.Name FROM dbo.${table(r)} t JOIN dbo.${table(r)} s ON s.Id = t.Id WHERE t.Score > ${r.below(90)};\n  INSERT INTO dbo.${table(r)} (Id, Name) ${select(r)}@limit;\nEND\nGO\n`,
    planted: [
      "SELECT Id FROM @@.dbo.Member WHERE Id = 1;\nGO\n",
      "USE [@@]\nGO\n",
      "IF DB_NAME() = N'@@' PRINT 'ready';\nGO\n",
      "-- copies @@ to the mart\nTRUNCATE TABLE [@@].[dbo].[Outcome];\nGO\n",
      "EXEC sp_executesql N'SELECT 1 FROM @@.dbo.Member';\nGO\n",
      "SELECT Id FROM @@_B.dbo.Member;\nGO\n",
    ],
  },
  typescript: {
    share: 14,
    endings: [".ts", ".ts", ".js"],
    folder: "service",
    open: () => "export {};\n",
    filler: (r) => {
      const name = word(r)
      return `export async function load_${name}(pool, limit) {\n  // ${r.pick(near)} is something else\n  const rows = await pool.query("${select(r)}@limit");\n  if (rows.length > ${r.below(50)}) {\n    console.log(\`loaded \${rows.length} of ${r.pick(words)}\`);\n  }\n  return { ${name}: rows.length, limit };\n}\n\n`
    },
    planted: [
      'export const sql_%n = "SELECT Id FROM @@.dbo.Member";\n',
      "export const text_%n = `INSERT INTO [@@].[dbo].[Outcome] SELECT 1`;\n",
      'export const settings_%n = { database: "@@" };\n',
      "// reads @@ once a day\n",
      'console.log("filled @@");\n',
    ],
  },
  yaml: {
    share: 6,
    endings: [".yml", ".yaml"],
    folder: "config",
    open: () => "version: 1\n",
    filler: (r) =>
      `step_${word(r)}:\n  run: python load/${r.pick(words)}.py\n  limit: ${r.below(900)}\n  note: ${r.pick(near)}\n`,
    planted: ["database_%n: @@\n", 'connection_%n: "Server=ing;Database=@@;Trusted_Connection=True"\n', "# reads @@\n"],
  },
  json: {
    share: 6,
    endings: [".json"],
    folder: "config",
    open: () => '{\n  "version": 1',
    filler: (r) => `,\n  "${word(r)}${r.below(1e9)}": { "limit": ${r.below(900)}, "name": "${r.pick(near)}" }`,
    planted: [',\n  "database_%n": "@@"', ',\n  "connection_%n": "Server=ing;Database=@@;"'],
    close: "\n}\n",
  },
  shell: {
    share: 4,
    endings: [".sh"],
    folder: "jobs",
    open: () => "#!/bin/bash\nset -e\n",
    filler: (r) => `echo "step ${word(r)}"\npython load/${r.pick(words)}.py --limit ${r.below(900)} # ${r.pick(near)}\n`,
    planted: ["sqlcmd -S ing -d @@ -i load.sql\n", 'DATABASE_%n="@@"\n', "# loads @@\n"],
  },
  powershell: {
    share: 2,
    endings: [".ps1"],
    folder: "jobs",
    open: () => "$ErrorActionPreference = 'Stop'\n",
    filler: (r) => `Write-Host "step ${word(r)}"\n$limit = ${r.below(900)} # ${r.pick(near)}\n`,
    planted: ['Invoke-Sqlcmd -ServerInstance ing -Database "@@" -InputFile load.sql\n', "# loads @@\n"],
  },
  xml: {
    share: 4,
    endings: [".config", ".xml"],
    folder: "config",
    open: () => '<?xml version="1.0"?>\n<configuration>\n',
    filler: (r) => `  <step name="${word(r)}" limit="${r.below(900)}" note="${r.pick(near)}" />\n`,
    planted: ['  <add name="c%n" connectionString="Data Source=ing;Initial Catalog=@@" />\n', "  <!-- reads @@ -->\n"],
    close: "</configuration>\n",
  },
  markdown: {
    share: 4,
    endings: [".md"],
    folder: "docs",
    open: () => "# Notes\n\n",
    filler: (r) => `The step ${word(r)} loads at most ${r.below(900)} rows of ${r.pick(near)}.\n\n`,
    planted: ["It reads @@ once a day.\n\n", "```sql\nSELECT Id FROM @@.dbo.Member\n```\n\n"],
  },
  csv: {
    share: 3,
    endings: [".csv"],
    folder: "data",
    open: () => "id,name,limit\n",
    filler: (r) => `${r.below(1e6)},${word(r)},${r.below(900)}\n`,
    planted: ["%n,@@,1\n"],
  },
  text: {
    share: 2,
    endings: [".txt", ".log"],
    folder: "docs",
    open: () => "",
    filler: (r) => `step ${word(r)} took ${r.below(900)} seconds, see ${r.pick(near)}\n`,
    planted: ["reads @@\n"],
  },
}
