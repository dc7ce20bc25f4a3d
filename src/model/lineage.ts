import type { TextProblem } from "./host.js"
import type { DynamicText, MultipartName, Routine, RoutineArgument } from "./sql.js"
import type { Span, TextMap } from "./text.js"

/*
 * The facts of one file, from which the tables of every process are linked.
 *
 * They depend on the file alone: nothing in here was looked up in another file. Whatever comes from elsewhere (an imported constant,
 * a parameter, the content of a file) is left symbolic, as a `Value` that the linker evaluates to a *set* of results once the
 * facts of all files are there. All of it is plain data: it survives `JSON.stringify`, so it can be cached and computed anywhere.
 *
 * How a program is described:
 *
 * - A file is a list of `scopes`. Scope 0 is the file itself (a module's body, a script). Functions, methods, lambdas and classes are
 *   further scopes. What runs only when the file is *started* and not when it is imported (`if __name__ == "__main__"`,
 *   `require.main === module`) is a scope of kind `main`.
 * - A scope has `actions`, in the order of the text and whatever the branch they stand in: calls and imports.
 * - A call has a callee and arguments as values. The linker first asks whether the callee is defined in the sources: then the call
 *   leads there. Only if it is not, the call's own `effects` (SQL sent, script launched, …) and `result` hold: these say what the
 *   language's usual libraries do under that name. So a producer may be generous: `x.execute(y)` always has the effect `sql`.
 * - Values are kept in one table, `values`, and refer to each other by index (`Ref`): a text that grows by `+=` a thousand times
 *   stays small. Refs always point backwards (to a smaller index), so there are no cycles within a file, with one exception:
 *   `name`, `member` and `call` values, which lead through scopes and calls.
 *
 * Local variables: the producer resolves them itself where it can (it knows the order of assignments and the branches: a `choice` where
 * branches meet, an `element` in a loop) and uses the value directly. `name` is for what it can not see in order: names of the module
 * seen from inside a function, variables of an enclosing function, names that are used before they are assigned.
 */

/** Index into {@link FileFacts.values}. */
export type Ref = number

/** Index into {@link FileFacts.scopes}. */
export type ScopeIndex = number

/** What an expression yields, as far as one file tells. The linker evaluates it to a set of results; what can not be known is a hole. */
export type Value =
  /** A known text. The map leads from `text` to the file's text (segments of the literal's content); empty where it has no place. */
  | { readonly kind: "text"; readonly text: string; readonly map: TextMap }
  /** A number, truth value or nothing (`None`, `null`, `undefined`). Spelled as in the language when it is put into a text. */
  | { readonly kind: "constant"; readonly value: number | boolean | null }
  /** Known to nobody: a hole when it stands in a text. `expression` is as written, cut at 80 units. */
  | { readonly kind: "unknown"; readonly expression: string }
  /** Texts one after the other: an f-string or template literal, `+`, adjacent literals. Flat: no concat directly inside a concat. */
  | { readonly kind: "concat"; readonly parts: readonly Ref[] }
  /** One of these: branches that meet, `a if c else b`, `x or y`, two assignments. Flat and without repetition. */
  | { readonly kind: "choice"; readonly options: readonly Ref[] }
  /** `left`, unless it is nothing: then `right`. Of `||` and `or` (`empty`) also unless it is empty, false or zero. */
  | { readonly kind: "or"; readonly left: Ref; readonly right: Ref; readonly empty: boolean }
  /** A list, tuple, set or array. A part that is a list itself and spread out (`*x`, `...x`) is a `spread`. */
  | { readonly kind: "list"; readonly items: readonly Ref[] }
  | { readonly kind: "spread"; readonly of: Ref }
  /** Items of a list that is made of others (a comprehension, `map`): `of` for every choice of the elements `over`. */
  | { readonly kind: "each"; readonly of: Ref; readonly over: readonly Ref[] }
  /** A dictionary or object literal. Later entries win. An entry without key is spread out (`**x`, `...x`). */
  | { readonly kind: "mapping"; readonly entries: readonly { readonly key: Ref | null; readonly value: Ref }[] }
  /**
   * Any one element that iterating `of` yields: of a mapping its keys, its values or `[key, value]` lists; with `pairs` of a list
   * `[index, element]`. Within one evaluation the same `element` or `choice` is the same everywhere: `for s, t in pairs` mixes no pairs.
   */
  | { readonly kind: "element"; readonly of: Ref; readonly what: "items" | "keys" | "values" | "pairs" }
  /** `of[key]`, `of.get(key, fallback)`. */
  | { readonly kind: "item"; readonly of: Ref; readonly key: Ref; readonly fallback: Ref | null }
  /** `of.get(section, key)` of a settings reader; where `of` is no collection of sections, the key is what to fall back to: `mapping.get(key, fallback)`. */
  | { readonly kind: "setting"; readonly of: Ref; readonly section: Ref; readonly key: Ref; readonly fallback: Ref | null }
  /** `of.name`: an attribute, a property, a method, a module's export. */
  | { readonly kind: "member"; readonly of: Ref; readonly name: string }
  /** Everything that `name` is ever bound to in `scope` of this file (see {@link Scope.bindings}). */
  | { readonly kind: "name"; readonly scope: ScopeIndex; readonly name: string }
  /** A parameter of `scope`: what the call gives, else its default. */
  | { readonly kind: "parameter"; readonly scope: ScopeIndex; readonly name: string }
  /** `self`, `cls`, `this` in the method `scope`; `super` looks up members in the bases of the method's class only. */
  | { readonly kind: "receiver"; readonly scope: ScopeIndex; readonly super: boolean }
  /** A function, lambda or class of this file, as a value. */
  | { readonly kind: "scope"; readonly scope: ScopeIndex }
  /** What a call of this file yields: index into {@link FileFacts.calls}. */
  | { readonly kind: "call"; readonly call: number }
  /** A module: `specifier` as written, Python's relative dots in front (`..load.members`). */
  | { readonly kind: "module"; readonly specifier: string }
  /** A module whose name is computed: `importlib.import_module(x)`, `require(x)`. */
  | { readonly kind: "dynamic-module"; readonly specifier: Ref }
  /**
   * `name` of a module (`from m import name`; in JavaScript `default` is the default export, and `=` what `require` gives: the one value
   * that is exported in the module's place, else the module). Also finds a submodule of that name.
   */
  | { readonly kind: "export"; readonly specifier: string; readonly name: string }
  /** The path of the file itself: `__file__`, `import.meta.url`. `directory`: its directory (`__dirname`). */
  | { readonly kind: "here"; readonly directory: boolean }
  /** A pure function of texts and paths, see {@link Operation}. */
  | { readonly kind: "operation"; readonly operation: Operation; readonly of: Ref; readonly arguments: readonly Argument[] }
  /** What a file at path `of` holds: its text, the list of its lines, or its data (YAML, JSON, TOML, INI: mappings, lists, texts). */
  | { readonly kind: "content"; readonly of: Ref; readonly as: "text" | "lines" | "data" }
  /** A variable of the environment or a command-line argument; null fallback: nothing known. */
  | { readonly kind: "environment"; readonly variable: string; readonly fallback: Ref | null }
  /** A connection, engine or pool: by connection string or URL, or by its database. What unknown methods make of a connection is that connection. */
  | { readonly kind: "connection"; readonly text: Ref | null; readonly database: Ref | null }
  /** A member of an enumeration: `name` and `value` are read from it. `text`: stands for its value in a text. */
  | { readonly kind: "enumerator"; readonly name: string; readonly value: Ref; readonly text: boolean }
  /** What `value` is in any run of the function `scope`, as its callers call it: what functions put into variables of others. */
  | { readonly kind: "within"; readonly scope: ScopeIndex; readonly value: Ref }
  /** The classes that inherit from the class `of` directly. */
  | { readonly kind: "subclasses"; readonly of: Ref }
  /** A table as an object: SQLAlchemy's `Table`, a knex or Sequelize model. Parts that the code does not give are null. */
  | { readonly kind: "table"; readonly name: Ref; readonly schema: Ref | null; readonly database: Ref | null }

/**
 * Pure functions of texts and paths that the linker knows. `of` is the receiver or the first argument.
 *
 * - `format`: `"{} {x}".format(…)`; `percent`: `"%s" % …` (one positional argument for each value, or keyword ones), `template`: `$x` and `${x}` by keyword; `jinja`: `{{ x }}` by keyword
 * - `join`: `of` is the separator, the argument a list; `split`: by the argument; `replace`: `of` with the first argument replaced by the second
 * - `upper`, `lower`, `strip`, `text` (conversion to text), `dedent`
 * - `zip`: lists taken together, as a list of lists; of mappings their keys. `slice`: from the first argument to before the second, of a text or list
 * - `path-join`: `of` and the arguments; `path-parent`; `path-name`; `path-stem`; `path-suffix` (replaces the extension by the argument);
 *   `path-absolute` (also real paths and normalisation: the same path)
 * - `path-glob`: the files that match the argument in directory `of`, as a list; `path-list`: all files of directory `of`
 */
export type Operation =
  | "format"
  | "percent"
  | "template"
  | "jinja"
  | "join"
  | "split"
  | "replace"
  | "upper"
  | "lower"
  | "strip"
  | "text"
  | "dedent"
  | "zip"
  | "slice"
  | "path-join"
  | "path-parent"
  | "path-name"
  | "path-stem"
  | "path-suffix"
  | "path-absolute"
  | "path-glob"
  | "path-list"

/** One argument of a call. `name` is the keyword, null for a positional one. A `spread` value stands for several. */
export interface Argument {
  readonly name: string | null
  readonly value: Ref
}

/** What a call does outside the program, if its callee is not defined in the sources. */
export type Effect =
  /**
   * Sends SQL. `connection`: where, if the code says; its database is the ground of two-part names. `sure`: whatever the text is
   * (`cursor.execute`); else only if it turns out to be SQL (`hook.run`, a function of a foreign library that gets SQL).
   * A text that is the path of a `.sql` file stands for its content.
   */
  | {
      readonly kind: "sql"
      readonly text: Ref
      readonly connection: Ref | null
      readonly database: Ref | null
      readonly sure: boolean
      /** Values for the text's parameters: a list, a mapping, or the only value. */
      readonly parameters: Ref | null
    }
  /** Executes a stored procedure by name (`callproc`, `request.execute`). `arguments`: a list by position, or a mapping by name. */
  | { readonly kind: "procedure"; readonly name: Ref; readonly connection: Ref | null; readonly arguments: Ref | null }
  /** Touches a table by name or object without SQL of its own: ORM, query builder, DataFrame, bulk copy. */
  | {
      readonly kind: "table"
      /** Evaluates to a text (one or more name parts), a `table`, or a class that has one. */
      readonly target: Ref
      readonly schema: Ref | null
      readonly operation: TableOperation
      readonly connection: Ref | null
      /** A text as target is a table's name (`to_sql`); else only tables and classes count (`session.add(x)`, where a set has an `add` too). */
      readonly sure: boolean
    }
  /** Starts another program: one command line as a text or a list of words (`subprocess.run`, `os.system`, `execSync`). */
  | { readonly kind: "command"; readonly command: Ref; readonly directory: Ref | null }
  /** Runs a file of the sources in this process or another: `runpy.run_path`, `exec(open(x).read())`, `fork(path)`, `:r`. */
  | { readonly kind: "run-file"; readonly path: Ref }
  /** Calls back what it is given (`Thread(target=f, args=…)`, `submit(f, x)`, `map(f, xs)`), now or later. */
  | { readonly kind: "invoke"; readonly callee: Ref; readonly arguments: readonly Argument[] }
  /** Runs a module by name: `runpy.run_module`. */
  | { readonly kind: "run-module"; readonly module: Ref }
  /** Takes a lock, or leaves a trace that a second run at the same time would collide with. */
  | { readonly kind: "lock"; readonly lock: LockKind; readonly name: Ref }

/** How a table is touched where no SQL says it. `replace` drops, creates and fills (`to_sql(if_exists="replace")`). */
export type TableOperation =
  | "select"
  | "insert"
  | "update"
  | "delete"
  | "merge"
  | "truncate"
  | "bulk-insert"
  | "replace"
  | "create"
  | "alter"
  | "drop"

/**
 * `file`: a lock file, made with a locking API or exclusively; also a file that is written and has `lock` or `pid` in its name.
 * `path`: a file written at a path that is the same in every run (the linker drops those whose path has a hole).
 */
export type LockKind = "file" | "path" | "applock" | "job"

/** A call, wherever it stands. */
export interface Call extends Span {
  /** The scope in which it runs. */
  readonly scope: ScopeIndex
  readonly callee: Ref
  /** As written, for people: `self.loader.run`. Cut at 80 units. */
  readonly text: string
  readonly arguments: readonly Argument[]
  readonly effects: readonly Effect[]
  /** What it yields if the callee is not defined in the sources. Null: whatever the linker makes of it (a connection stays one, else a hole). */
  readonly result: Ref | null
}

/** What a scope does, in order. */
export type FactAction =
  | { readonly kind: "call"; readonly call: number }
  /** Runs the module's scope 0 (once) when this line is reached. The value is a `module`, `export` or `dynamic-module`. */
  | (Span & { readonly kind: "import"; readonly module: Ref })

/** A parameter. */
export interface Parameter {
  readonly name: string
  readonly default: Ref | null
  /** `rest`: takes all further positional arguments as a list; `keywords`: all further keywords as a mapping; `keyword`: by keyword only. */
  readonly kind: "plain" | "keyword" | "rest" | "keywords"
}

/** The file itself, a function or a class. The span is the whole definition. */
export interface Scope extends Span {
  readonly kind: "module" | "main" | "function" | "method" | "class"
  /** Qualified in the file: `Loader.run`; empty for the module; `Loader.run.<lambda 123>` (by offset) for one without a name. */
  readonly name: string
  /** The scope it stands in; -1 for the module. */
  readonly parent: ScopeIndex
  /** Offset of the name in the definition: the line a reader is led to. */
  readonly at: number
  /** Without `self` and its like. Of a class: the fields that an initialiser sets which nobody wrote (of data classes, named tuples, models). */
  readonly parameters: readonly Parameter[]
  readonly actions: readonly FactAction[]
  /** Names bound in it, each with everything it is ever bound to; of a class also what methods give to `self.x` / `this.x`, and its methods. */
  readonly bindings: readonly Binding[]
  /** What calling it may yield; a generator's elements as a `list`. */
  readonly returns: readonly Ref[]
  /** Of a class: its bases. */
  readonly bases: readonly Ref[]
  /** Of a class: the table it stands for (`__tablename__`, `@Entity`, `tableName`), a `table` value; else null. */
  readonly table: Ref | null
  /** A method that is read like an attribute. */
  readonly property: boolean
  /** Attributes that it reads (`member` values), and where it does first: those that are methods run. */
  readonly reads: readonly { readonly value: Ref; readonly at: number }[]
}

/** A name and what it is bound to. */
export interface Binding {
  readonly name: string
  readonly value: Ref
}

/** A name that the sources export under another: JavaScript's `export { a as b } from "m"`. `*` re-exports everything. */
export interface Export {
  readonly name: string
  readonly value: Ref
}

/** What a file gives to a variable of another module: `STEPS.append(x)` of an imported list, `settings.DB = x`. */
export interface Contribution {
  readonly specifier: string
  readonly name: string
  readonly value: Ref
}

/** What kind of object a catalog holds. */
export type ObjectKind = "table" | "view" | "procedure" | "function" | "trigger" | "synonym"

/**
 * One statement touching one object, condensed from a reading. The span is the name in the text that was read. Temporary tables, table
 * variables, CTEs and system objects are left out. CREATE, ALTER and DROP of a table are writes.
 */
export interface SqlUse extends Span {
  readonly name: MultipartName
  /** `execute` for procedures (and functions that stand as tables or in expressions). */
  readonly role: "read" | "write" | "execute"
  /** As in `Access.operation`. */
  readonly operation: string
  /** The database that `USE` has set at this point; null: that of the session. */
  readonly database: string | null
  readonly confidence: "certain" | "recovered" | "fragment"
  /** The statement that it stands in sets a column that looks like a lock (`IsRunning`), or the table is called so. */
  readonly flag: boolean
  /** The triggers that it fires: `insert`, `update`, `delete`; of a MERGE those of its branches. */
  readonly fires: readonly string[]
  /** Of an `execute`: what the procedure is given, as far as it is known. */
  readonly arguments: readonly RoutineArgument[]
}

/**
 * Executed text that depends on what the procedure around it is given, or that is given something itself. What it touches is told only
 * when both are known. The span is the statement that executes.
 */
export interface DynamicSql extends Span, DynamicText {
  /** The text is the name of a procedure. */
  readonly isName: boolean
  /** Where it is executed if that is elsewhere (`server.db.sys.sp_executesql`); for the database else what `USE` has set. */
  readonly server: string | null
  readonly database: string | null
  /** What the parameters of the text itself are given, or the procedure that it names. */
  readonly arguments: readonly RoutineArgument[]
}

/** What running some SQL does. */
export interface SqlBody {
  readonly uses: readonly SqlUse[]
  readonly dynamic: readonly DynamicSql[]
  /** What is to be told in place of `dynamic` if nothing is known of what is given; null if there is none. */
  readonly open: { readonly uses: readonly SqlUse[]; readonly opaque: readonly OpaqueSql[] } | null
  readonly opaque: readonly OpaqueSql[]
  readonly locks: readonly SqlLock[]
}

/** An object as one statement creates, changes or drops it. The span is its name. */
export interface SqlObject extends Span {
  readonly kind: ObjectKind
  readonly name: MultipartName
  readonly operation: "create" | "alter" | "drop" | "rename"
  readonly database: string | null
  readonly body: SqlBody
  /** Of a procedure or function. */
  readonly parameters: Routine["parameters"]
  /** A synonym's target, a trigger's table, the new name of what is renamed; else null. */
  readonly target: MultipartName | null
  /** Of a trigger: the operations it is for (`insert`, `update`, `delete`). */
  readonly events: readonly string[]
}

/** SQL that can not be read: dynamic SQL with an unknown beginning or name, a parse error. */
export interface OpaqueSql extends Span {
  readonly reason: string
  /** Cut at 200 units. */
  readonly text: string
}

/** A lock that SQL takes: `sp_getapplock`, a global temp table. */
export interface SqlLock extends Span {
  readonly kind: "applock" | "global-temp" | "job"
  readonly name: string
}

/** What a SQL text does when it runs, and what it defines. */
export interface SqlFacts extends SqlBody {
  readonly objects: readonly SqlObject[]
  readonly jobs: readonly Job[]
  /** `:r` includes. */
  readonly includes: readonly (Span & { readonly path: string })[]
  /** Statements read, and how many of them only after an error. */
  readonly statements: number
  readonly recovered: number
}

/** A scheduled job: of SQL Server's Agent or of a pipeline. The span is its name or its first line. */
export interface Job extends Span {
  readonly name: string
  readonly steps: readonly JobStep[]
}

/** One step of a job. */
export interface JobStep extends Span {
  readonly name: string
  readonly enabled: boolean
  /** SQL that the step runs, or a command line. */
  readonly run: "sql" | "command"
  readonly text: string
  /** From `text` to the text that the job stands in. */
  readonly map: TextMap
  readonly database: string | null
}

/** The facts of one file. */
export interface FileFacts {
  /** POSIX, relative to the working directory. */
  readonly file: string
  readonly language: string
  readonly values: readonly Value[]
  readonly calls: readonly Call[]
  readonly scopes: readonly Scope[]
  readonly exports: readonly Export[]
  readonly contributions: readonly Contribution[]
  /** The whole file as data (YAML, JSON, TOML, INI): a `mapping` or `list`; else null. */
  readonly data: Ref | null
  /** The file as SQL; else null. */
  readonly sql: SqlFacts | null
  readonly jobs: readonly Job[]
  readonly problems: readonly TextProblem[]
}

/** Reads the facts of files of one language. */
export interface FactReader {
  readonly language: string
  /** Loads what the language needs (a parser); called once before `read`, and only when a file needs it. */
  readonly load: () => Promise<void>
  /** Never throws on any text. A promise where a parser had to be loaded for this one. */
  readonly read: (text: string, file: string) => FileFacts | Promise<FileFacts>
}
