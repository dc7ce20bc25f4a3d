/**
 * Names of methods that texts, numbers, lists, mappings, files, errors, promises and emitters of Python and JavaScript have: an object that
 * is called by one of these is most likely one of them. From `dir()` of Python's types, and from the standard objects of ECMAScript.
 */
export const everydayMethods: ReadonlySet<string> = new Set(
  `add add_note append apply args as_integer_ratio at bind bit_count bit_length buffer call capitalize casefold catch center charAt charCodeAt clear
  close closed codePointAt concat conjugate copy copyWithin count decode delete denominator detach difference difference_update discard emit encode
  encoding endsWith endswith entries errors every exec expandtabs extend fileno fill filter finally find findIndex findLast findLastIndex flat flatMap
  flush forEach format format_map from_bytes fromhex fromkeys get getTime getbuffer getvalue gi_code gi_frame gi_running gi_suspended gi_yieldfrom has
  hex imag includes index indexOf insert intersection intersection_update is_integer isalnum isalpha isascii isatty isdecimal isdigit isdisjoint
  isidentifier islower isnumeric isprintable isspace issubset issuperset istitle isupper items join keys lastIndexOf line_buffering ljust localeCompare
  lower lstrip maketrans map match matchAll name newlines next normalize numerator off on once padEnd padStart partition pop popitem push read read1
  readable readinto readinto1 readline readlines real reconfigure reduce reduceRight remove removeprefix removesuffix repeat replace replaceAll return
  reverse rfind rindex rjust rpartition rsplit rstrip search seek seekable send set setdefault shift slice some sort splice split splitlines startsWith
  startswith strip substring swapcase symmetric_difference symmetric_difference_update tell test then throw title toFixed toISOString toLowerCase
  toString toUpperCase to_bytes translate trim trimEnd trimStart truncate union unshift update upper values with_traceback writable write write_through
  writelines zfill`.split(/\s+/),
)
