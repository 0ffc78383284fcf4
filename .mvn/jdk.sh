# Sourced by ./mvnw and ./descry: leaves JAVA_HOME on a JDK 25 or later, or stops with one line.
descry_java_major() { # $1: a JDK home; prints its feature version, or 0
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}
descry_find_jdk() {
  set +f
  descry_on_path=$(command -v javac 2>/dev/null || true)
  [ -z "$descry_on_path" ] || descry_on_path=$(dirname "$(dirname "$(readlink -f "$descry_on_path" 2>/dev/null || echo "$descry_on_path")")")
  for descry_home in "${JAVA_HOME-}" "$descry_on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -n "$descry_home" ] && [ "$(descry_java_major "$descry_home")" -ge 25 ] 2>/dev/null; then
      JAVA_HOME=$descry_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "JDK: expected version 25 or later, found none in JAVA_HOME, on PATH or in the usual folders; install one (for example Temurin 25) or set JAVA_HOME." >&2
  return 1
}
descry_find_jdk || exit 1
