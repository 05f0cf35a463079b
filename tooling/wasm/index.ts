export { appendCustomSection, removeCustomSection } from "./custom-section.js";
export {
  type CustomSection,
  type Export,
  type ExternalKind,
  type FunctionType,
  formatFunctionType,
  type Import,
  type Limits,
  type Section,
  type ValueType,
  type WasmModule,
} from "./module.js";
export { readModule } from "./read-module.js";
