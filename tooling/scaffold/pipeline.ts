import { githubComment, gitlabNote, indent } from "./post-comment.js";

/** A place that runs pipelines. */
export const PIPELINES = ["github", "gitlab"] as const;
/** One of `PIPELINES`. */
export type PipelineKind = (typeof PIPELINES)[number];

/** Steps that need no secret: they run for every change. */
const CHECK_STEPS = "build,check,test,size,bench,validate,comment";
/** Steps that come before anything leaves the machine. */
const LOCAL_STEPS = "build,check,test,size,bench,package,validate";

/** The pipeline of a project: path relative to it → text. Each of its steps is a command that runs elsewhere too. */
export function pipelineFiles(kind: PipelineKind, name: string): Record<string, string> {
  return kind === "github" ? { ".github/workflows/sluice.yml": github(name) } : { ".gitlab-ci.yml": gitlab(name) };
}

/** GitHub's own actions, by commit: a tag may be moved. What was released in 2026 runs on Node 24. */
const ACTIONS = {
  checkout: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  setupNode: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  cache: "actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
  downloadArtifact: "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
  uploadArtifact: "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1",
} as const;

function github(name: string): string {
  const checkOut = `      - uses: ${ACTIONS.checkout}
        with: { persist-credentials: false }`;
  const setUp = `${checkOut}
      - uses: ${ACTIONS.setupNode}
        with: { node-version: 22, cache: npm }
      - uses: ${ACTIONS.cache}
        with: { path: .cache, key: "sluice-\${{ runner.os }}-\${{ hashFiles('package-lock.json') }}" }
      - run: npm ci`;
  // Neither a test nor the script of a package has run on the machine that gets the secrets, nor filled a cache for it.
  const setUpClean = `${checkOut}
      - uses: ${ACTIONS.setupNode}
        with: { node-version: 22 }
      - run: npm ci --ignore-scripts
      - uses: ${ACTIONS.downloadArtifact}
        with: { name: build, path: build/ci }`;
  return `# Variables of the repository: SLUICE_REGISTRY (HOST), SLUICE_REPOSITORY (HOST/PATH of the image), REGISTRY_USER.
# SLUICE_AGAINST, if there is one, is an image that anyone may pull: the last release, beside which size and cost are told.
# A filter that needs a configuration gets it by SLUICE_CONFIG, whose value is JSON or a file of the repository.
# Secrets of the environment \`release\`: REGISTRY_PASSWORD, COSIGN_PRIVATE_KEY, COSIGN_PASSWORD. Only job release has them, which runs no
# test and no script of a package. The public key lies in the repository as cosign.pub.
name: sluice
on:
  push: { branches: [main], tags: ["v*"] }
  pull_request:
permissions: {}
jobs:
  check:
    if: "!startsWith(github.ref, 'refs/tags/')"
    runs-on: ubuntu-24.04
    permissions: { contents: read }
    env:
      SLUICE_CACHE: "\${{ github.workspace }}/.cache"
      SLUICE_AGAINST: "\${{ vars.SLUICE_AGAINST }}"
      SLUICE_CONFIG: "\${{ vars.SLUICE_CONFIG }}"
    steps:
${setUp}
      - run: npx sluice ci filters/${name} --steps ${CHECK_STEPS}
      - run: cat build/ci/comment.md >> "$GITHUB_STEP_SUMMARY"
      - uses: ${ACTIONS.uploadArtifact}
        with: { name: comment, path: build/ci/comment.md, if-no-files-found: error, retention-days: 1 }
  comment:
    # The token of a fork's pull request can't write: its comment is the summary of job check alone.
    if: github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository
    needs: check
    runs-on: ubuntu-24.04
    permissions: { pull-requests: write }
    concurrency: { group: "sluice-comment-\${{ github.ref }}" }
    steps:
      - uses: ${ACTIONS.downloadArtifact}
        with: { name: comment }
      - run: |
${indent(githubComment(name), 10)}
        env:
          GH_TOKEN: "\${{ github.token }}"
          GH_REPO: "\${{ github.repository }}"
          NUMBER: "\${{ github.event.pull_request.number }}"
  build:
    if: startsWith(github.ref, 'refs/tags/')
    runs-on: ubuntu-24.04
    permissions: { contents: read }
    env:
      SLUICE_CACHE: "\${{ github.workspace }}/.cache"
      SLUICE_AGAINST: "\${{ vars.SLUICE_AGAINST }}"
      SLUICE_CONFIG: "\${{ vars.SLUICE_CONFIG }}"
      SLUICE_SOURCE: "\${{ github.server_url }}/\${{ github.repository }}"
      SLUICE_REVISION: "\${{ github.sha }}"
    steps:
${setUp}
      - run: npx sluice ci filters/${name} --steps ${LOCAL_STEPS}
      - uses: ${ACTIONS.uploadArtifact}
        with: { name: build, path: build/ci, if-no-files-found: error, retention-days: 1 }
  release:
    needs: build
    runs-on: ubuntu-24.04
    environment: release
    permissions: { contents: read }
    env:
      SLUICE_REFERENCE: "\${{ vars.SLUICE_REPOSITORY }}:\${{ github.ref_name }}"
      SLUICE_VERIFY_KEY: cosign.pub
      SLUICE_AGAINST: "\${{ vars.SLUICE_AGAINST }}"
      SLUICE_CONFIG: "\${{ vars.SLUICE_CONFIG }}"
    steps:
${setUpClean}
      - run: printf %s "$REGISTRY_PASSWORD" | docker login "$SLUICE_REGISTRY" --username "$REGISTRY_USER" --password-stdin
        env:
          SLUICE_REGISTRY: "\${{ vars.SLUICE_REGISTRY }}"
          REGISTRY_USER: "\${{ vars.REGISTRY_USER }}"
          REGISTRY_PASSWORD: "\${{ secrets.REGISTRY_PASSWORD }}"
      - run: npx sluice ci filters/${name} --steps push
      - run: umask 077 && printf %s "$COSIGN_PRIVATE_KEY" > "$RUNNER_TEMP/cosign.key"
        env: { COSIGN_PRIVATE_KEY: "\${{ secrets.COSIGN_PRIVATE_KEY }}" }
      - run: npx sluice ci filters/${name} --steps sign
        env:
          SLUICE_KEY: "\${{ runner.temp }}/cosign.key"
          COSIGN_PASSWORD: "\${{ secrets.COSIGN_PASSWORD }}"
      - run: npx sluice ci filters/${name} --steps verify,manifest,comment
      - run: cat build/ci/comment.md >> "$GITHUB_STEP_SUMMARY"
      - uses: ${ACTIONS.uploadArtifact}
        with: { name: manifests, path: build/ci/manifests, if-no-files-found: error }
`;
}

function gitlab(name: string): string {
  return `# Variables: SLUICE_REPOSITORY (HOST/PATH of the image). SLUICE_AGAINST, if there is one, is an image that anyone may pull: the last
# release, beside which size and cost are told. A filter that needs a configuration gets it by SLUICE_CONFIG, whose value is JSON or a file
# of the repository.
# SLUICE_NOTE_TOKEN of the environment scope \`comment\`, if there is one, is a project access token (role Reporter, scope api) by which a merge
# request gets a note with size and cost; GitLab's own CI_JOB_TOKEN can't write one. Whoever may push a branch can read it. Without it the note
# is an artifact of job check.
# Protected variables of the environment scope \`release\`, and of no other: DOCKER_AUTH_CONFIG, COSIGN_PASSWORD, and SLUICE_KEY of type file with
# the private key. So only job release has them, which runs no test and no script of a package. The public key lies in the repository as cosign.pub.
default:
  image: node:22.21.1-bookworm
  cache: { key: { files: [package-lock.json] }, paths: [.cache/, .npm/] }
  before_script:
    - npm ci --cache .npm --prefer-offline
variables:
  SLUICE_CACHE: $CI_PROJECT_DIR/.cache
stages: [check, build, release]
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS
      when: never
    - if: $CI_COMMIT_BRANCH || $CI_COMMIT_TAG
check:
  stage: check
  rules:
    - if: $CI_COMMIT_TAG == null
  script:
    - npx sluice ci filters/${name} --steps ${CHECK_STEPS}
  artifacts: { paths: [build/ci/comment.md] }
comment:
  stage: check
  needs: [check]
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID
  environment: { name: comment, action: access }
  allow_failure: true
  cache: []
  before_script: []
  script:
    - test -n "$SLUICE_NOTE_TOKEN" || { echo "SLUICE_NOTE_TOKEN is not set, so there is no note"; exit 0; }
    - |
${indent(gitlabNote(name), 6)}
build:
  stage: build
  rules:
    - if: $CI_COMMIT_TAG
  variables:
    SLUICE_SOURCE: $CI_PROJECT_URL
    SLUICE_REVISION: $CI_COMMIT_SHA
  script:
    - npx sluice ci filters/${name} --steps ${LOCAL_STEPS}
  artifacts: { paths: [build/ci/], expire_in: 1 day }
release:
  stage: release
  needs: [build]
  rules:
    - if: $CI_COMMIT_TAG
  environment: { name: release }
  cache: []
  variables:
    SLUICE_REFERENCE: $SLUICE_REPOSITORY:$CI_COMMIT_TAG
    SLUICE_VERIFY_KEY: cosign.pub
    DOCKER_CONFIG: $CI_PROJECT_DIR/.docker
  before_script:
    - npm ci --ignore-scripts
  script:
    - umask 077 && mkdir -p "$DOCKER_CONFIG" && printf %s "$DOCKER_AUTH_CONFIG" > "$DOCKER_CONFIG/config.json"
    - npx sluice ci filters/${name} --steps push
    - npx sluice ci filters/${name} --steps sign
    - npx sluice ci filters/${name} --steps verify,manifest,comment
  artifacts: { paths: [build/ci/manifests/, build/ci/comment.md] }
`;
}
