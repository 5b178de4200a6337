// What the JavaScript of the page and of its tests is checked for. The packages lie where eslint does, in the build
// folder.
import { createRequire } from "node:module";

const require = createRequire(process.argv[1]);
const js = require("@eslint/js");
const globals = require("globals");

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      "default-case-last": "error",
      eqeqeq: "error",
      // Functions may be used above where they stand.
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-constructor-return": "error",
      "no-implicit-globals": "error",
      "no-promise-executor-return": "error",
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-template-curly-in-string": "error",
      "no-unmodified-loop-condition": "error",
      "no-unreachable-loop": "error",
      // What a text is given in one language it is given in the other, which may say nothing of it: _agents.
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-useless-rename": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "max-len": ["error", { code: 120 }],
    },
  },
  { files: ["**/web/src/**"], languageOptions: { globals: globals.browser } },
  { files: ["**/*.mjs"], languageOptions: { globals: globals.node } },
  // What runs inside a page, which tells its numbers to tests.
  { files: ["**/browser/*.mjs"], languageOptions: { globals: { ...globals.browser, cogov_report: "readonly" } } },
];
