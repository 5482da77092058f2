/** The pure twin of checklists and audit_rules: no clock, no chance, no network, no storage. */
export * from './answer';
export { canonical, hashOf, hashText } from './canonical';
export type { Finding } from './findings';
export * from './fold';
export * from './inspection';
export type { Json, JsonObject } from './json';
export { isObject } from './json';
export type { Missing } from './missing';
export { placeOfLine } from './missing';
export * from './operation';
export type { RuleDocument, Severity } from './rules';
export { entryOf, SEVERITIES } from './rules';
export type { ExplainedLine, Explanation } from './scoring';
export { stateHash } from './state';
export * from './template';
export { cleanText, type Words, wordsIn } from './text';
export { type Judgement, judgementOf, verdictHash } from './verdict';
export type { Line, Status } from './visibility';
