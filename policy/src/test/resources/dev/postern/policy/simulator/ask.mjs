// Lets the simulator decide cases that come as lines of JSON, and writes what it thinks of each: of the request, of each kind of policies,
// and of each element of each statement. It is asked below its checks of documents, which AWS's services have of their own.
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const part = (name, file) => import(pathToFileURL(resolve('node_modules/@cloud-copilot', name, 'dist/esm', file)).href)
const { authorize } = await part('iam-simulate', 'core_engine/CoreSimulatorEngine.js')
const { AwsRequestImpl } = await part('iam-simulate', 'request/request.js')
const { RequestContextImpl } = await part('iam-simulate', 'requestContext.js')
const { DiscoveryContextKeyConstraints } = await part('iam-simulate', 'context_keys/discoveryContextKeyConstraints.js')
const { anonymousPrincipal } = await part('iam-simulate', 'index.js')
const { loadPolicy } = await part('iam-policy', 'index.js')

const parameters = { simulationMode: 'Strict', discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]) }
const load = (documents) => documents.map((text, index) => loadPolicy(JSON.parse(text), { name: String(index) }))

function statements(analysis) {
  return [...analysis.allowStatements, ...analysis.denyStatements, ...analysis.unmatchedStatements].map((one) => ({
    policy: Number(one.policyId ?? 0),
    statement: one.statement.index() - 1,
    action: one.actionMatch,
    resource: one.resourceMatch,
    principal: one.principalMatch,
    conditions: (one.explain.conditions ?? []).map((condition) => condition.matches)
  }))
}

const layer = (analysis) => analysis && { result: analysis.result, statements: statements(analysis) }

// Of levels, each of which must allow.
const control = (analysis) => ({ result: analysis.result, statements: analysis.ouAnalysis.flatMap(statements) })

function decide(question) {
  const principal = question.principal === 'anonymous' ? anonymousPrincipal : question.principal
  const context = new RequestContextImpl(question.context)
  const resource = { resource: question.resource, accountId: question.owner }
  const answer = authorize({
    request: new AwsRequestImpl(principal, resource, question.action, context, question.resource === '*'),
    sessionPolicy: load(question.SESSION)[0],
    identityPolicies: load(question.IDENTITY),
    serviceControlPolicies: load(question.SERVICE_CONTROL).map((policy, level) => ({
      orgIdentifier: String(level),
      policies: [policy]
    })),
    resourceControlPolicies: [],
    resourcePolicy: load(question.RESOURCE)[0],
    permissionBoundaries: load(question.PERMISSIONS_BOUNDARY),
    vpcEndpointPolicies: load(question.VPC_ENDPOINT),
    simulationParameters: parameters,
    serviceSettings: {}
  })
  return {
    result: answer.result,
    layers: {
      SESSION: layer(answer.sessionAnalysis),
      IDENTITY: layer(answer.identityAnalysis),
      RESOURCE: layer(answer.resourceAnalysis),
      PERMISSIONS_BOUNDARY: layer(answer.permissionBoundaryAnalysis),
      VPC_ENDPOINT: layer(answer.endpointAnalysis),
      SERVICE_CONTROL: question.SERVICE_CONTROL.length > 0 ? control(answer.scpAnalysis) : undefined
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer
  try {
    answer = decide(JSON.parse(line))
  } catch (error) {
    answer = { failed: String(error.stack) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
