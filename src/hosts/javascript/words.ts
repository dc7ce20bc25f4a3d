/** Methods whose result is their string with changes: what is said of the result is said of the string. */
export const passing = new Set([
  "trim",
  "trimStart",
  "trimEnd",
  "replace",
  "replaceAll",
  "concat",
  "toString",
  "toLowerCase",
  "toUpperCase",
  "padEnd",
  "padStart",
  "normalize",
  "slice",
  "substring",
  "join",
  "map",
  "filter",
])

/** Methods that ask whether something is among others, or like it. */
export const membership = new Set([
  "includes",
  "indexOf",
  "lastIndexOf",
  "startsWith",
  "endsWith",
  "localeCompare",
  "has",
  "equals",
  "some",
  "every",
])
/** What loads a module by its first argument, or stands in for one. */
export const loading =
  /^(?:require|import)(?:\.(?:resolve|meta\.resolve|main\.require))?$|^(?:jest|vi|td|proxyquire)\.(?:\w*[mM]ock|requireActual|importActual|replace)$|^proxyquire$/
/** What a test expects. */
export const assertion =
  /\.should\.|^(?:expect|assert|t|test|chai|should|sinon|strict)\.(?:.*\.)?(?:\w*[eE]qual\w*|is|is[A-Z]\w*|match\w*|to[A-Z]\w*|include\w*|contain\w*|calledWith\w*|deep\w*|strict\w*|not\w*|throws?|rejects|ok|property|have\w*)$|^(?:expect|assert)$/
/** What runs a test or a part of one. */
export const testing =
  /^(?:describe|it|test|suite|context|specify|beforeEach|afterEach|beforeAll|afterAll|before|after|fdescribe|xdescribe|fit|xit)(?:\.\w+)*$/
/** Names that say that a look-up goes to the environment or to settings. */
export const settings =
  /(?:^|\.)(?:env|environment|config|configuration|settings|conf|cfg)(?:\.|$)|(?:^|\.)\w*(?:Config|Settings|Env)(?:\.|$)|^(?:getEnv|getenv|env|envOr|getConfig)$/
/** The second argument of such a call is what it falls back to. */
export const settingCall =
  /(?:^|\.)(?:env|config|configuration|settings|conf|cfg|nconf|\w*(?:Config|config|Settings)(?:Service)?)\.(?:get|getOrDefault|getString|str|string|default)$|^(?:getEnv|getenv|env|envOr|getConfig|process\.env\.get)$/
