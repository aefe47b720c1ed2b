# Makes a document of a log line, with the fields that docs/logging.md lists: what LogShipper/Documents does, for Logstash.
require "digest"
require "json"
require "time"

LEVELS = %w[Verbose Debug Information Warning Error Fatal].freeze
LONGEST = 256 * 1024
TOKEN = /\{[@$]?(\w+)(?:,-?\d+)?(?::([^}]*))?\}/

# A line without a time has that of the line before it, so lines have to come in order: PIPELINE_WORKERS is 1.
def register(params)
  @times = {}
end

def filter(event)
  text = event.get("message").to_s.chomp("\r")
  file = File.basename(event.get("[log][file][path]").to_s)
  return [] if text.empty?

  is_cut = text.bytesize > LONGEST
  text = text.byteslice(0, LONGEST).scrub if is_cut
  line = is_cut ? nil : parse(text)
  time = line ? line["@t"] : (@times[file] || event.get("@timestamp").to_s)
  @times[file] = time
  document = line ? of_event(line, file) : of_text(text, file, is_cut ? "cut" : "unparsed")

  event.to_hash.each_key { |name| event.remove(name) unless name == "@timestamp" }
  document.each { |name, value| event.set(name, value) }
  event.set("@timestamp", LogStash::Timestamp.new(time))
  event.set("[@metadata][_id]", Digest::SHA256.hexdigest("#{file}\n#{text}")[0, 40])
  [event]
end

# Null when the line is no CLEF event.
def parse(text)
  line = JSON.parse(text)
  return nil unless line.is_a?(Hash) && line["@t"].is_a?(String)

  Time.iso8601(line["@t"])
  line
rescue JSON::ParserError, ArgumentError
  nil
end

def of_text(text, file, tag)
  { "message" => text, "log" => { "file" => { "name" => file } }, "service" => { "name" => service_of(file) }, "tags" => [tag] }
end

def of_event(line, file)
  rest = line.reject { |name, _| %w[@t @m @mt @r @i @x @l @tr @sp].include?(name) }
  take = ->(name, type) { rest[name].is_a?(type) ? rest.delete(name) : nil }
  level = line["@l"] || "Information"
  document = {
    "message" => render(line),
    "message_template" => line["@mt"],
    "log" => { "level" => level, "logger" => take.call("SourceContext", String), "file" => { "name" => file } },
    "service" => { "name" => take.call("Service", String) || service_of(file), "version" => take.call("Version", String) },
    "host" => { "name" => take.call("Machine", String) },
    "correlation" => { "id" => take.call("CorrelationId", String) },
    "trace" => { "id" => line["@tr"] },
    "span" => { "id" => line["@sp"] },
    "process" => { "pid" => take.call("Process", Integer) },
    "error" => error_of(line["@x"]),
  }
  duration = take.call("DurationMs", Numeric)
  code = take.call("EventId", Hash)
  document["event"] = {
    "severity" => LEVELS.index(level),
    "code" => code && (code["Name"] || code["Id"]).to_s,
    "duration" => duration && (duration * 1_000_000).to_i,
  }
  if rest["Method"].is_a?(String) && rest["Path"].is_a?(String) && rest["StatusCode"].is_a?(Integer)
    document["http"] = { "request" => { "method" => rest.delete("Method") }, "response" => { "status_code" => rest.delete("StatusCode") } }
    document["url"] = { "path" => rest.delete("Path") }
  end
  document["properties"] = rest.reject { |name, _| name.strip.empty? }.transform_keys { |name| name.sub(/\A@@/, "@") }
  compact(document)
end

def render(line)
  return line["@m"].to_s unless line["@mt"]

  formatted = (line["@r"] || []).dup
  line["@mt"].gsub(TOKEN) do
    token, name, format = $&, $1, $2
    if format && !formatted.empty? then formatted.shift
    elsif line.key?(name) then text_of(line[name])
    else token
    end
  end
end

def text_of(value)
  case value
  when String then value
  when nil then ""
  when true then "True"
  when false then "False"
  else JSON.generate(value)
  end
end

# System.InvalidOperationException: It has ended.
#    at Shop.Orders...
def error_of(exception)
  return {} unless exception

  first = exception.lines.first.to_s.chomp
  type, message = first.split(":", 2)
  has_type = message && !type.include?(" ") && !type.empty?
  { "type" => has_type ? type : nil, "message" => has_type ? message.strip : first, "stack_trace" => exception }
end

# api-20261120.clef, redis-browser.log.1
def service_of(file)
  name = file.split(".").first.to_s
  name.sub(/-[^-]*\d[^-]*\z/, "")
end

# Without what there is not.
def compact(value)
  return value unless value.is_a?(Hash)

  value.each_with_object({}) do |(name, inner), kept|
    inner = name == "properties" ? inner : compact(inner)
    kept[name] = inner unless inner.nil? || inner == {}
  end
end
