import { describe, expect, it } from "vitest";
import { containersStartedBy } from "./container-commands.ts";

const images = (line: string) => containersStartedBy(line).map(({ image }) => image);

describe("a line that starts a container", () => {
  it.each([
    ["docker run redis", "redis"],
    ["docker run -d --rm -it redis:7", "redis:7"],
    ["docker run -dit redis:7 --save 60 1", "redis:7"],
    ["docker run --name cache -p 6379:6379 -e A=b redis:7", "redis:7"],
    ["docker run -p6379:6379 --name=cache --network host redis:7", "redis:7"],
    ["docker run --gpus all --privileged --init ghcr.io/a/b", "ghcr.io/a/b"],
    ['docker run -e "GREETING=good day" redis:7', "redis:7"],
    ["sudo /usr/bin/docker container run redis:7", "redis:7"],
    ["docker service create --replicas 2 nginx:1", "nginx:1"],
    ["docker pull -q quay.io/a/b:1", "quay.io/a/b:1"],
    ["docker image pull quay.io/a/b:1;", "quay.io/a/b:1"],
    ["podman create --replace --name web docker.io/library/nginx", "docker.io/library/nginx"],
    ["nerdctl run 'ghcr.io/a/b:1'", "ghcr.io/a/b:1"],
    ["crictl pull ghcr.io/a/b:1", "ghcr.io/a/b:1"],
    ["ctr -n k8s.io images pull ghcr.io/a/b:1", "ghcr.io/a/b:1"],
    ["kubectl run debug --image=ghcr.io/a/b -- sh", "ghcr.io/a/b"],
    ["kubectl -n a create deployment web --image nginx", "nginx"],
    ["ExecStart=/usr/bin/podman run ghcr.io/a/b", "ghcr.io/a/b"],
    ["(docker run redis)", "redis"],
    ["docker run redis && echo done", "redis"],
  ])("%s: %s", (line, image) => {
    expect(images(line)).toEqual([image]);
  });

  it("may start several", () => {
    expect(images("docker pull a/b:1 && docker run a/b:1")).toEqual(["a/b:1", "a/b:1"]);
  });

  it.each([
    ["docker ps"],
    ["docker run"],
    ["docker run --name"],
    ["docker build -t ghcr.io/a/b ."],
    ["mydocker run redis"],
    ["docker runner redis"],
    ["kubectl run debug"],
    ["kubectl create namespace a"],
    ["docker run; echo redis"],
  ])("starts none: %s", (line) => {
    expect(images(line)).toEqual([]);
  });

  it("gives what the entry point is told and the environment", () => {
    const [started] = containersStartedBy("docker run -e A=1 --env=b=two -e FROM_HOST vllm/vllm --model a/b --port 80");
    expect(started?.command).toBe("--model a/b --port 80");
    expect([...(started?.env ?? [])]).toEqual([
      ["A", "1"],
      ["B", "two"],
    ]);
    expect(containersStartedBy("kubectl run x --image=y -- sleep 1")[0]?.command).toBe("sleep 1");
  });

  it("is read as far as a command can be long", () => {
    expect(images(`docker run ${"-e A=b ".repeat(250)}redis`)).toEqual(["redis"]);
    expect(images(`docker run ${"-e A=b ".repeat(300)}redis`)).toEqual([]);
    expect(images("docker run ".repeat(70_000))).toEqual([]);
    expect(new Set(images("docker run ".repeat(5_000)))).toEqual(new Set(["docker"]));
  });
});
