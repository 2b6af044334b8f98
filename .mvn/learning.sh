# Lets a cloud be used once, so that the JVM can write down what it loads, links and runs (JEP 514, 515): the next ones start, and do
# everything for the first time, sooner. Sourced after environment.sh.

# Makes the two caches, unless they are there. Nothing of that cloud is left.
learn_once() {
  [ "$(id -u)" = 0 ] && [ -z "${POSTERN_BUILT:-}" ] && [ ! -e "$START_CACHE" ] || return 0
  (
    flock 9
    [ ! -e "$START_CACHE" ] || exit 0
    directory=$(mktemp -d)
    port=$((20000 + RANDOM % 10000))
    trap 'kill $! 2>/dev/null || true' EXIT # the shell has made it deaf to Ctrl-C
    start_to_learn -Xlog:disable
    kill $! 2>/dev/null || true
    wait $! || true
    rm -f "$directory/data/run/port"
    start_to_learn -XX:AOTCacheOutput="$START_CACHE.new"
    # Not before || or in a condition: there the shell goes on after a call that fails.
    set +e
    (set -e; use_it) >"$home/build/use.log" 2>&1
    [ $? = 0 ] || say "first calls will be slower: see $home/build/use.log"
    set -e
    "$JAVA_HOME/bin/java" "${WHY_OPTIONS[@]}" "${JAVA_OPTIONS[@]}" -XX:AOTCacheOutput="$WHY_CACHE.new" -jar "$home"/build/lib/postern-cli-*.jar \
      why --data "$directory/data" host ec2:DescribeVpcs >"$home/build/why.log" 2>&1 9>&- || true
    mv -f "$WHY_CACHE.new" "$WHY_CACHE" 2>/dev/null || say "answers to why will be slower: see $home/build/why.log"
    kill $! 2>/dev/null || true
    wait $! || true
    rm -rf --one-file-system "$directory"
    mv -f "$START_CACHE.new" "$START_CACHE" 2>/dev/null || say "starts will be slower: see $home/build/start.log"
  ) 9>"$home/build/lock"
}

start_to_learn() {
  (
    umask 077 # as ./postern up has it
    exec "$JAVA_HOME/bin/java" "${SERVER_OPTIONS[@]}" "${JAVA_OPTIONS[@]}" "$1" -jar "$home"/build/lib/postern-server-*.jar \
      --data "$directory/data" --port "$port"
  ) >"$home/build/start.log" 2>&1 9>&- &
  while kill -0 $! 2>/dev/null && [ ! -e "$directory/data/run/port" ]; do sleep 0.1; done
}

# What nearly everybody begins with: a VPC, its endpoints, an instance, a bucket.
use_it() {
  local vpc subnet table image instance
  vpc=$(ec2 CreateVpc vpcId CidrBlock=10.0.0.0/16)
  subnet=$(ec2 CreateSubnet subnetId "VpcId=$vpc" CidrBlock=10.0.0.0/24)
  table=$(ec2 DescribeRouteTables routeTableId Filter.1.Name=vpc-id "Filter.1.Value.1=$vpc")
  image=$(ec2 DescribeImages imageId Owner.1=amazon)
  instance=$(ec2 RunInstances instanceId "ImageId=$image" InstanceType=t3.micro "SubnetId=$subnet" MinCount=1 MaxCount=1)
  ec2 CreateVpcEndpoint vpcEndpointId "VpcId=$vpc" ServiceName=com.amazonaws.us-east-1.s3 "RouteTableId.1=$table"
  for _ in {1..5}; do
    ec2 CreateVpcEndpoint vpcEndpointId VpcEndpointType=Interface "VpcId=$vpc" "SubnetId.1=$subnet" PrivateDnsEnabled=false \
      ServiceName=com.amazonaws.us-east-1.sts
  done
  s3 learnt -X PUT
  s3 learnt/object -X PUT -H 'Content-Type: text/plain' -d text
  s3 learnt/object
  ec2 DescribeVpcEndpoints vpcEndpointId
  for _ in {1..100}; do
    [ "$(ec2 DescribeInstances name "InstanceId.1=$instance")" != running ] || return 0
    sleep 0.1
  done
  return 1
}

# Asks for something, and prints an element of the answer:  ec2 ACTION ELEMENT [PARAMETER=VALUE...]
ec2() {
  local action=$1 element=$2 answer
  shift 2
  answer=$(signed ec2 "" -d "Action=$action&Version=2016-11-15$(printf '&%s' "$@")")
  [[ $answer =~ \<$element\>([^\<]*) ]] && printf '%s\n' "${BASH_REMATCH[1]}"
}

s3() {
  local path=$1
  shift
  signed s3 "$path" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$@"
}

# Keys are never arguments, which everybody on this machine can read.
signed() {
  local service=$1 path=$2
  shift 2
  printf 'user = "test:test"\n' | curl -K - -sS -f -m 30 --aws-sigv4 "aws:amz:us-east-1:$service" "$@" "http://127.0.0.1:$port/$path"
}
